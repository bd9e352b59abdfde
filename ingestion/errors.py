"""Errors named for the fact they state; one class per action that a maintainer would take."""

from __future__ import annotations


class LuceError(Exception):
    """Something went wrong that a person can mend.

    The message says what happened; `cure` says what to do. Both fit one line, because the
    command line prints them as one line and exits with status 1.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.cure = cure

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}; {self.cure}" if self.cure else message


class BadSetting(LuceError):
    """A setting is missing, malformed or unsafe: correct the environment variable it names."""


class DatabaseUnreachable(LuceError):
    """No database answered: start it, or correct LUCE_DATABASE_URL."""


class PortInUse(LuceError):
    """Another program holds the port: end it, or choose another port."""


class NoSpaceLeft(LuceError):
    """The disk is full: free some space and run again; nothing half-written was kept."""


class WriterBusy(LuceError):
    """Another run holds the writer's lock: wait for it to end, then run again."""


class StaleWriter(LuceError):
    """This run lost its lock to a newer one and wrote nothing: nothing to do."""


class BadSource(LuceError):
    """A source file does not fit its specification: correct the field it names."""


class UnknownSource(LuceError):
    """No source of that name: see `luce sources list`."""


class FetchRefused(LuceError):
    """A response was not whole, not allowed or not true: it is rejected, with this reason."""

    def __init__(self, reason: str, message: str, cure: str = "") -> None:
        super().__init__(message, cure)
        self.reason = reason


class LayoutChanged(LuceError):
    """A page of a known site no longer has the parts its source file names: mend the selectors."""


class UnreadableText(LuceError):
    """Bytes that no decoding turns into text: see the charset in the rejection's detail."""


class StageFailed(LuceError):
    """A stage did its work and found that it must not go on (a failed build, a failed test)."""


class BatchRefused(LuceError):
    """The batch as a whole cannot be trusted: nothing was published, the marts are as they were."""


class UnknownChoice(LuceError):
    """No such region or indicator to choose rows by: see `luce export --help`."""


class NothingPublished(LuceError):
    """There are no marts yet: build, validate and publish first."""


class NotReleasable(LuceError):
    """A row cannot be let out of quarantine, or taken back: see `luce quarantine list`."""


class TooManyRows(LuceError):
    """What was asked for does not fit the format: choose fewer rows, or another format."""


class UnknownTable(LuceError):
    """No table of that name may be exported: see `luce export --help`."""
