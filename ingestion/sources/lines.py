"""Where in a source file a field stands, so that what is wrong with it can be found."""

from __future__ import annotations

from collections.abc import Iterator

import yaml


class FieldTwice(ValueError):
    """A field stands twice in one mapping: YAML would keep the last and say nothing."""

    def __init__(self, field: str, line: int) -> None:
        super().__init__(field)
        self.field = field
        self.line = line


class Place:
    """A source file, and the line of each of its fields.

    Raises:
        FieldTwice: a field stands twice; the line is that of the second.
        yaml.YAMLError: the text is not YAML.
    """

    def __init__(self, name: str, text: str = "") -> None:
        self.name = name
        self._root = yaml.compose(text, Loader=yaml.SafeLoader) if text else None
        for node in _walk(self._root):
            _refuse_doubles(node)

    def at(self, *path: str | int) -> str:
        """The file and the line of a field; of one that is missing, the line of what lacks it."""
        node, line = self._root, self._root.start_mark.line + 1 if self._root else 1
        for part in path:
            found = _step(node, part)
            if found is None:
                break
            line, node = found
        return f"{self.name}, line {line}" if self._root is not None else self.name


def _step(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


def _walk(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every node once: an alias may lead back to what holds it."""
    waiting, seen = [root] if root else [], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _refuse_doubles(node: yaml.Node) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise FieldTwice(str(key.value), key.start_mark.line + 1)
        seen.add(str(key.value))
