"""The three lock files say the same, and everything in them has a hash."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from ingestion.settings import ROOT

PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def read_pins(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text()):
        pins.setdefault(package, set()).add(version)
    return pins


def read_packages() -> dict[str, list[dict[str, Any]]]:
    packages: dict[str, list[dict[str, Any]]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        packages.setdefault(package["name"], []).append(package)
    return packages


def find_needed(packages: dict[str, list[dict[str, Any]]]) -> set[str]:
    """What the project and its groups need, at any remove; not what its extra `peers` needs."""
    (project,) = packages["luce"]
    waiting = [*project["dependencies"], *project["dev-dependencies"]["dev"]]
    needed: set[tuple[str, str]] = set()
    while waiting:
        want = waiting.pop()
        for part in ("", *want.get("extra", ())):
            if (want["name"], part) not in needed:
                needed.add((want["name"], part))
                for package in packages[want["name"]]:
                    extras = package.get("optional-dependencies", {})
                    waiting += extras.get(part, ()) if part else package.get("dependencies", ())
    return {name for name, _ in needed}


def test_requirements_lock_is_made_from_uv_lock() -> None:
    """`make lock` makes both; a version in one and not in the other would go unseen."""
    packages = read_packages()
    locked = {
        name: {package["version"] for package in packages[name]} for name in find_needed(packages)
    }
    assert read_pins("requirements.lock") == locked


def test_the_peers_of_the_benchmark_are_installed_for_nobody() -> None:
    packages = read_packages()
    assert {"jionlp", "recognizers-text-suite"} <= packages.keys() - find_needed(packages)


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
