"""YAML files into records: every fault is told with its line, also keys that stand twice, which YAML itself lets pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from matcher.reading import describe

File = TypeVar("File", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile(Generic[File]):
    """A file as read: the record, or None and every fault as ``file:line: message``."""

    path: Path
    text: str
    record: File | None
    faults: tuple[str, ...]

    def where(self, *location: int | str) -> str:
        """``file:line`` of the value at ``location``, keys and positions from the root; the nearest parent's if it is missing."""
        return f"{self.path}:{_line(self._root, location)}"

    @cached_property
    def _root(self) -> yaml.Node | None:
        return yaml.compose(self.text, Loader=yaml.SafeLoader)


def read_yaml(path: Path, model: type[File], expected: str) -> YamlFile[File]:
    """The file as a ``model``; ``expected`` says in a few words what should stand there."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return YamlFile(path, "", None, (f"{path}: cannot be read ({error.strerror}); expected {expected}",))
    except UnicodeDecodeError as error:
        return YamlFile(path, "", None, (f"{path}: not UTF-8 (byte {error.start}); expected text in UTF-8",))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-31
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        return YamlFile(path, text, None, (f"{path}:{mark.line + 1 if mark else 1}: not YAML: {problem}",))
    twice = tuple(f"{path}:{line}: key {key!r} stands twice" for line, key in _keys_twice(root))
    try:
        return YamlFile(path, text, model.model_validate(value), twice)
    except ValidationError as error:
        told = zip(error.errors(), describe(error), strict=True)
        broken = (f"{path}:{_line(root, fault['loc'])}: {message}" for fault, message in told)
        return YamlFile(path, text, None, (*twice, *broken))


def _keys_twice(root: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Line and name of every key that its own mapping holds already."""
    waiting, seen = [root] if root else [], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias; it may even point at a parent
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            for number, (key, _) in enumerate(node.value):
                if isinstance(key, yaml.ScalarNode) and key.value in names[:number]:
                    yield key.start_mark.line + 1, key.value
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _line(node: yaml.Node | None, location: Sequence[int | str]) -> int:
    line = 1
    for step in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
            if found is None:
                continue  # a name that stands in the model only, as that of a kind of check
            node = found
        else:
            break
        line = node.start_mark.line + 1
    return line
