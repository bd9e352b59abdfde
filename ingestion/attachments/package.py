"""The members of a zipped document, unpacked within limits and never onto the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from ingestion.attachments.failures import NotRead

MEMBER = 24 * 1024 * 1024  # bytes unpacked; the longest plan's document.xml has 6 million
WHOLE = 64 * 1024 * 1024
MEMBERS = 5_000


class Package:
    """A zip file whose members are read by the names that its format gives them.

    Nothing is extracted, so a member's name (`../../x`, an absolute path) leads nowhere.

    Raises:
        NotRead: too many members, an encrypted one, or more in one than a document holds.
    """

    def __init__(self, body: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(body))
        members = self._zip.infolist()
        if len(members) > MEMBERS:
            raise NotRead(f"it has {len(members):,} parts")
        if any(member.flag_bits & 1 for member in members):
            raise NotRead("it is encrypted")

    def holds(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """One member, whatever its header says of its size."""
        with self._zip.open(name) as member:
            content = member.read(MEMBER + 1)
        if len(content) > MEMBER:
            raise NotRead(f"its part {name[-60:]} unpacks to more than {MEMBER:,} bytes")
        return content

    def check_whole(self) -> None:
        """Unpack all of it once, to nowhere: for libraries that unpack it without limits."""
        whole = 0
        for member in self._zip.infolist():
            for size in _sizes(self._zip, member):
                whole += size
                if whole > WHOLE:
                    raise NotRead(f"it unpacks to more than {WHOLE:,} bytes")


def _sizes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[int]:
    with archive.open(member) as opened:
        while block := opened.read(256 * 1024):
            yield len(block)


def parse_xml(content: bytes) -> etree._Element:
    """A member's tree: no entities, no network, and not deeper than libxml2 allows."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return etree.fromstring(content, parser)
