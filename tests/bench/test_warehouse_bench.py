"""The bench of the warehouse runs from end to end, at a size of seconds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bench.warehouse.questions import read_questions
from ingestion.settings import ROOT


def test_the_questions_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
    questions = read_questions()
    assert len(questions) >= 5
    assert all(query in page and "marts." in query for _, query in questions)


# Both histories are of one size, and so built once: each build and publish starts dbt anew.
SIZES = "--history=1500 --small=1500 --rebuild=1500 --batch=700 --nights=1 --warm_up=0 --asked=2"


@pytest.mark.timeout(1200)
def test_nights_questions_and_a_rebuild_are_measured() -> None:
    # Not tmp_path: it has mode 700, and the server of a root user runs as nobody.
    with tempfile.TemporaryDirectory(prefix="luce-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        command = [sys.executable, "-m", "bench", "warehouse", *SIZES.split(), "--invented=900"]
        done = subprocess.run(
            [*command, f"--home={home / 'home'}"],
            cwd=ROOT,
            env={name: text for name, text in os.environ.items() if "LUCE_" not in name},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, (done, done.stderr)
    said = done.stdout
    # The marks of time mean nothing at this size; those of sameness do.
    assert len(re.findall(r"identical build after .* 0\.00 rows +<= 0 +ok", said)) == 2, said
    assert re.search(r"facts that differ from the bare ones +0\.00 +<= 0 +ok", said), said
    assert re.search(r"build \+ publish, long / short, own work +\d+\.\d\d", said), said
    assert said.count(": p95 ") == len(read_questions()), said
