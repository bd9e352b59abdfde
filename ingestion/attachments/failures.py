"""Why a document is not read."""


class NotRead(Exception):
    """The document is encrypted, has no text, or more in it than a document should."""
