"""Text that stands in a page's scripts: what they write into the page, and their lists."""

from __future__ import annotations

import re

_WRITES = re.compile(r"document\.write(?:ln)?\s{0,4}\(")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}


def read_written(markup: str) -> str:
    """The markup that document.write and document.writeln add, as far as it is literal.

    What a script computes is left out: a row whose link is computed has none to read.
    """
    written: list[str] = []
    place = 0
    while (call := _WRITES.search(markup, place)) is not None:
        literals, place = _read_literals(markup, call.end(), ")")
        written.append("".join(literals))
    return "\n".join(written)


def read_strings(script: str, start: int) -> list[str]:
    """The strings of an array; `start` is the place after its opening bracket."""
    return _read_literals(script, start, "]")[0]


def _read_literals(script: str, place: int, end: str) -> tuple[list[str], int]:
    """The string literals from a place up to the bracket that closes there, and where that is."""
    found: list[str] = []
    depth = 0
    while place < len(script):
        char = script[place]
        if char in "\"'`":
            start, place = place + 1, _find_close(script, place)
            if script[place : place + 1] != char:
                break
            found.append(_ESCAPE.sub(_unescape, script[start:place]))
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0 and char == end:
                break
            depth -= 1
        elif char == "<":  # the script is over: </script> never stands outside a string
            break
        place += 1
    return found, place


def _find_close(script: str, place: int) -> int:
    """Where a literal ends, or else the line or the script that it does not end in."""
    quote = script[place]
    place += 1
    while place < len(script):
        char = script[place]
        if char == "\\":
            place += 1
        elif char == quote or (char == "\n" and quote != "`"):
            return place
        place += 1
    return len(script)


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _MEANT.get(code, code)
