"""The command line: help that teaches, errors of one line, and what stands in the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from ingestion.cli import app
from ingestion.settings import ROOT

COMMANDS = typer.main.get_command(app)


def _walk(command, path=()):  # type: ignore[no-untyped-def]
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _walk(inner, (*path, name))
    else:
        yield " ".join(path), command


LEAVES = dict(_walk(COMMANDS))


def luce(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LUCE_")}
    return subprocess.run(
        [sys.executable, "-m", "ingestion.cli", *arguments],
        cwd=ROOT,
        env=clean | {"LUCE_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_explains_itself_and_its_options(name):
    command = LEAVES[name]
    assert command.help, f"{name} has no help"
    for option in command.params:
        if option.name != "help" and option.param_type_name == "option":
            assert option.help, f"{name} {option.opts} has no help"


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_stands_in_the_docs(name):
    assert f"luce {name}" in (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_every_source_that_the_docs_name_is_there():
    known = {path.stem for path in (ROOT / "ingestion" / "sources").rglob("*.yml")}
    told = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    texts = [path.read_text("utf-8") for path in told] + [leaf.help for leaf in LEAVES.values()]
    named = {
        name for text in texts for name in re.findall(r"--source (?!example_)([a-z]\w+)", text)
    }
    assert named
    assert named <= known


def test_the_six_stages_are_commands():
    assert {"fetch", "land", "parse", "build", "validate", "publish", "run"} <= LEAVES.keys()


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (("run",), {}, "give one of --sample, --folder DIR, --source ID"),
        (("run", "--sample", "--folder", "."), {}, "give one of"),
        (("run", "--source", "nowhere"), {}, "there is no source 'nowhere'"),
        (("parse", "--out", "x"), {}, "name the files to read"),
        (("parse", "README.md"), {}, "give --out DIR"),
        (("land", "--source", "folder"), {}, "give --run-id"),
        (("fetch", "--source", "gansu"), {}, "gansu cannot be listed yet"),
        (("sources", "check", "gansu"), {}, "cannot be listed yet"),
        (("sources", "check", "folder"), {}, "give --page FILE"),
        (("sources", "list"), {"LUCE_SAMPLE": "yes"}, "LUCE_SAMPLE is 'yes'; set it to 1 or 0"),
        (("sources", "list"), {"LUCE_DATABASE_URL": "sqlite:///x"}, "not a Postgres URL"),
        (
            ("run", "--source", "folder", "--since", "2025-12-31", "--until", "2025-01-01"),
            {},
            "swap",
        ),
        (("db", "start"), {"LUCE_DATABASE_URL": "postgresql://a:b%zz@127.0.0.1:5432/x"}, "%25"),
        (("db", "start"), {"LUCE_DATABASE_URL": "postgresql://a:b@127.0.0.1:abc/x"}, "HOST:PORT"),
        (("db", "start"), {"LUCE_DATABASE_URL": "postgresql://a:b@[::1/x"}, "HOST:PORT"),
        (("export", "fct_target", "--format", "csv", "--out", "."), {}, "is no file"),
        (("export", "fct_target", "--out", "absent/t.csv"), {}, "does not exist; make it first"),
        (("parse", "a/n.txt", "b/n.html", "--out", "x"), {}, "would both be the notice 'n'"),
        (
            ("vocabulary", "gaps"),
            {"LUCE_DATABASE_URL": "postgresql://luce:a-password-long-enough@127.0.0.1:9/luce"},
            "LUCE_DATABASE_URL",
        ),
        (
            ("publish",),
            {"LUCE_DATABASE_URL": "postgresql://luce:a-password-long-enough@127.0.0.1:9/luce"},
            "LUCE_DATABASE_URL",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_fault_is_one_line_that_says_what_to_do(tmp_path, arguments, environment, says):
    done = luce(*arguments, home=tmp_path, **environment)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("luce: ")
    assert "Traceback" not in done.stderr
