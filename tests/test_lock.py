"""The three lock files say the same, and everything in them has a hash."""

from __future__ import annotations

import re
import tomllib

from ingestion.settings import ROOT

PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def read_pins(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text()):
        pins.setdefault(package, set()).add(version)
    return pins


def test_requirements_lock_is_made_from_uv_lock() -> None:
    """`make lock` makes both; a version in one and not in the other would go unseen."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    locked: dict[str, set[str]] = {}
    for package in packages:
        if "registry" in package["source"]:
            locked.setdefault(package["name"], set()).add(package["version"])
    assert read_pins("requirements.lock") == locked


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.lock", "scripts/uv-bootstrap.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text().strip())
        bare = [block for block in blocks if not block.startswith("#") and "--hash=" not in block]
        assert bare == [], name


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[=<>!~ ]", want)[0].lower() for want in wanted}
    assert names <= read_pins("requirements.lock").keys()
