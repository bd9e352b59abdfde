"""Documents that hang on a notice's page: their links, and their bytes read to text.

What is read: PDF with a text layer, DOCX, DOC and WPS, XLSX, XLS and ET. What is not (OFD, scans,
archives, presentations, anything encrypted or broken) is `Unread`, with the reason.
"""

from ingestion.attachments.kinds import is_document, tell_kind
from ingestion.attachments.links import find_attachments, is_document_link, may_hand_out
from ingestion.attachments.merged_cells import is_shared
from ingestion.attachments.reading import AttachmentText, Unread, is_readable, read_attachment

__all__ = [
    "AttachmentText",
    "Unread",
    "find_attachments",
    "is_document",
    "is_document_link",
    "is_readable",
    "is_shared",
    "may_hand_out",
    "read_attachment",
    "tell_kind",
]
