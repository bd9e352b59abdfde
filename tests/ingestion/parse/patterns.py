"""Every regular expression of `ingestion`: those with a name, those in tables and in functions.

Whatever `re` compiles is noted with the line that asked for it, while all modules are imported and
some notices are read. A line that was not reached gives its pattern from the source; one that
builds its pattern of words that only a caller has is among those that stay unknown.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import ingestion
from ingestion.settings import ROOT

Pattern = re.Pattern[Any]
_Site = tuple[str, int]  # module, line
_COMPILING = (
    "compile",
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
)
_APART = ("__main__", "migrations")  # these do something when they are imported


def find_patterns() -> tuple[dict[str, Pattern], list[str]]:
    """Each pattern by its place, and the places whose pattern stays unknown.

    Call it in a process that has not imported `ingestion.parse` yet.
    """
    seen = _watch(_import_and_read)
    found = [(f"{name}:{line}", each) for (name, line), some in seen.items() for each in some]
    unseen = []
    for name, line, end, argument in _find_sites():
        if not any((name, at) in seen for at in range(line, end + 1)):
            try:
                found.append((f"{name}:{line}", _compile_source(name, argument)))
            except NameError:
                unseen.append(f"{name}:{line}")
    patterns: dict[str, Pattern] = {}
    named = _find_names()
    for site, pattern in {(p.pattern, p.flags): (site, p) for site, p in found}.values():
        place = named.get((pattern.pattern, pattern.flags), site)
        nth = sum(name.partition("#")[0] == place for name in patterns)
        patterns[f"{place}#{nth}" if nth else place] = pattern
    return patterns, unseen


def _compile_source(module: str, argument: ast.expr) -> Pattern:
    """A pattern that the source builds of what its module knows; of a caller's words it cannot."""
    code = compile(ast.Expression(argument), module, "eval")
    compiled: Pattern = re.compile(eval(code, vars(sys.modules[module])))
    return compiled


def is_bounded(pattern: Pattern) -> bool:
    """Whether no repetition in it is without an end: then a scan is linear by construction."""
    return not _repeats_for_ever(_parse(pattern))


def _parse(pattern: Pattern) -> Any:
    # The one parser of patterns that there is; typeshed does not know it.
    return importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)


def _repeats_for_ever(tree: Any) -> bool:
    for operator, argument in tree:
        name = str(operator)
        if name.endswith("_REPEAT"):
            inner = [argument[2]] if str(argument[1]) != "MAXREPEAT" else [[("REFERENCE", None)]]
        elif name == "BRANCH":
            inner = argument[1]
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"):
            inner = [argument] if name == "ATOMIC_GROUP" else [argument[-1]]
        else:
            inner = []
        if "REF" in name or any(_repeats_for_ever(part) for part in inner):
            return True
    return False


def spell(pattern: Pattern, draw: random.Random) -> str:
    """A text in the words of the pattern; nearly a match of it (look-arounds are left out)."""
    return "".join(_spell(_parse(pattern), draw))


def _spell(tree: Any, draw: random.Random) -> Iterator[str]:
    for operator, argument in tree:
        name = str(operator)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "BRANCH":
            yield from _spell(draw.choice(argument[1]), draw)
        elif name == "SUBPATTERN":
            yield from _spell(argument[3], draw)
        elif name == "ATOMIC_GROUP":
            yield from _spell(argument, draw)
        elif name.endswith("_REPEAT"):
            for _ in range(max(argument[0], 1)):
                yield from _spell(argument[2], draw)
        elif name == "IN":
            yield _spell_class(argument, draw)
        elif name in ("ANY", "NOT_LITERAL"):
            yield "的"


def _spell_class(items: Any, draw: random.Random) -> str:
    operator, argument = draw.choice(items)
    if str(items[0][0]) == "NEGATE":
        return "的"
    if str(operator) == "RANGE":
        return chr(argument[0])
    return chr(argument) if str(operator) == "LITERAL" else "1"


def _find_names() -> dict[tuple[Any, int], str]:
    """The patterns that a module gives a name."""
    return {
        (value.pattern, value.flags): f"{module}.{name}"
        for module in list(sys.modules)
        if module.startswith("ingestion")
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, re.Pattern)
    }


def _import_and_read() -> None:
    for module in pkgutil.walk_packages(ingestion.__path__, "ingestion."):
        if not any(part in module.name for part in _APART):
            importlib.import_module(module.name)
    from ingestion.parse import read_notice

    paths = sorted((ROOT / "tests" / "fixtures").glob("*/*.txt"))
    for path in paths:
        read_notice(
            path.read_text(encoding="utf-8"), stated={"文号": "云政发〔2021〕9号 来源：云泊市"}
        )


def _watch(act: Callable[[], None]) -> dict[_Site, list[Pattern]]:
    """What `re` compiles for `ingestion` while something is done."""
    seen: dict[_Site, list[Pattern]] = {}
    module: Any = re
    compile_pattern = module._compile

    def note(pattern: str, flags: int) -> Pattern:
        compiled: Pattern = compile_pattern(pattern, flags)
        asking = sys._getframe(2)
        name = asking.f_globals.get("__name__", "")
        if name.startswith("ingestion"):
            seen.setdefault((name, asking.f_lineno), []).append(compiled)
        return compiled

    module._compile = note
    try:
        act()
    finally:
        module._compile = compile_pattern
    return seen


def _find_sites() -> Iterator[tuple[str, int, int, ast.expr]]:
    """Module, first line, last line and pattern of every call of `re` in the source."""
    package = ROOT / "ingestion"
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_call_of(node.func, _COMPILING):
                pattern = node.args[0]
                is_plain = isinstance(pattern, ast.Call) and _is_call_of(pattern.func, ("escape",))
                if not is_plain:  # else a word as it stands
                    yield name, node.lineno, node.end_lineno or node.lineno, pattern


def _is_call_of(function: ast.expr, names: tuple[str, ...]) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in names
    )
