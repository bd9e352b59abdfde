"""`luce parse`: landed pages into the warehouse, or files into JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ingestion.cli.options import SampleOption
from ingestion.errors import BadSetting, LuceError
from ingestion.evaluate.rows import Row, list_rows

_KINDS = ("notices", "targets", "measures")


def parse(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Notices as .txt or .html; none: landed pages."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the .jsonl of FILE... are written."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read all landed pages again, not only the unread ones.")
    ] = False,
    sample: SampleOption = False,
) -> None:
    """Read notices into targets, measures and metadata.

    Without FILE: the landed pages, into schema raw. With FILE...: no database is touched, and
    --out receives notices.jsonl, targets.jsonl and measures.jsonl; offsets are code points of the
    text read from the file. Example: luce parse notices/*.txt --out read/
    """
    if not files:
        if out is not None:
            raise BadSetting("--out goes with files", "name the files to read, or leave --out away")
        from ingestion.cli.stages import parse_landed

        parse_landed(everything=everything)
        return
    if out is None:
        raise BadSetting("where should the .jsonl go?", "give --out DIR")
    bad = parse_files(files, out)
    if bad:
        raise LuceError(f"{bad} of {len(files)} files could not be read", "see the lines above")


def parse_files(files: Sequence[Path], out: Path) -> int:
    """Read files into three .jsonl files; returns how many could not be read."""
    _refuse_equal_names(files)
    out.mkdir(parents=True, exist_ok=True)
    parts = {kind: out / f"{kind}.jsonl.part" for kind in _KINDS}
    streams = {kind: path.open("w", encoding="utf-8") for kind, path in parts.items()}
    bad = 0
    counts = dict.fromkeys(_KINDS, 0)
    try:
        for path in files:
            try:
                rows = read_file(path)
            except (LuceError, OSError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                print(f"{path}: rejected: {why}", file=sys.stderr)
                bad += 1
                continue
            for kind in _KINDS:
                counts[kind] += len(rows[kind])
                for row in rows[kind]:
                    streams[kind].write(json.dumps(row, ensure_ascii=False) + "\n")
    finally:
        for stream in streams.values():
            stream.close()
    for kind, part in parts.items():
        part.rename(out / f"{kind}.jsonl")
    print(", ".join(f"{counts[kind]} {kind}" for kind in _KINDS) + f" -> {out}")
    return bad


def _refuse_equal_names(files: Sequence[Path]) -> None:
    """A notice goes by its file's stem: two of one name could not be told apart."""
    seen: dict[str, Path] = {}
    for path in files:
        other = seen.setdefault(path.stem, path)
        if other is not path:
            raise BadSetting(
                f"{other} and {path} would both be the notice {path.stem!r}",
                "rename one, or read them into two folders",
            )


def read_file(path: Path) -> dict[str, list[Row]]:
    """One file's notice, targets and measures, with the guideline's fields.

    Raises:
        UnreadableText, NoNotice, LayoutChanged: the file cannot be read as a notice; one with
            fewer than 40 Chinese characters is none.
    """
    from ingestion.charset import decode
    from ingestion.stages.reading import read_landed

    body = path.read_bytes()
    charset = decode(body, header=None).charset
    kind = "text/plain" if path.suffix.lower() == ".txt" else "text/html"
    notice = read_landed(body, url=path.name, content_type=kind, charset=charset)
    return list_rows(path.stem, notice)
