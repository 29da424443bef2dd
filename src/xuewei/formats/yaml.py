"""YAML, strictly read and written: plain values with the line of each; no repeated keys, anchors or tags.

PyYAML's own rules read ``no`` as False, 012345 as 5349 and 12:30 as 750, and silently keep the last of two equal keys.
Here a plain word is text unless it is a number, ``true``, ``false`` or ``null``; what is written reads back the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from xuewei.errors import Fault, InputError, Place, Spot
from xuewei.formats.kinds import Kind, broken_keys
from xuewei.formats.places import YAML_LIMIT, AnyPath, read_text
from xuewei.late import dataclass, pattern

DEEPEST = 50
MOST_NODES = 5_000_000
"""Values in one document: a plan of 200,000 schools has half as many."""
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = pattern(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_NUMBER = pattern(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]{1,3})?\Z|[-+]?[1-9][0-9]*[eE][-+]?[0-9]{1,3}\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Value: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | None"


@dataclass(slots=True)
class Node:
    """A value and where it (or its key) stands."""

    value: Value
    line: Spot


@dataclass(slots=True, eq=False)
class Common(Node):
    """A value that stands in one column of many rows, as one node for all of them: its line has the column alone.

    ``made`` is what ``shape`` made of it without a fault, which needs no second look.
    """

    shape: object = None
    made: Any = None


def plain(node: Node) -> Any:
    """The value of a node without lines.

    >>> plain(Node({"seats": Node([Node(1, 7)], 7)}, 7))
    {'seats': [1]}
    """
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    return [plain(each) for each in node.value] if isinstance(node.value, list) else node.value


def differ(one: Node | None, other: Node | None) -> bool:
    """Whether two nodes hold different values, wherever they stand."""
    return (one and plain(one)) != (other and plain(other))


def read_yaml(place: AnyPath, kind: Kind | None = None) -> Node:
    """The one document of a YAML file. Raises InputError with every repeated key, anchor and tag at once; for a file
    that is not of the ``kind`` asked for, with that alone and nothing of its text."""
    return yaml_of(read_text(place, YAML_LIMIT), str(place), kind)


def yaml_of(text: str, file: str, kind: Kind | None = None) -> Node:
    """The one document in the text of ``file``. As :func:`read_yaml` does."""
    if sum(map(text.count, (",", "\n", "[", "{", "- "))) > MOST_NODES:  # at least as many as there are values
        raise InputError([Fault(Place(file), "", "nodes", {"limit": MOST_NODES})])
    reader = _Reader(file)
    try:
        node = reader.document(yaml.parse(text, Loader=PARSER))
    except yaml.YAMLError as broken:
        if kind and not kind.fits(broken_keys(text)):
            raise InputError([Fault(Place(file), "", kind.fault)]) from None
        if isinstance(broken, _TooDeepError):
            raise InputError(reader.faults) from None
        mark = getattr(broken, "problem_mark", None)
        why = getattr(broken, "problem", None) or " ".join(str(broken).split())
        line = mark.line + 1 if mark else 0
        raise InputError([*reader.faults, Fault(Place(file, line), "", "syntax", {"why": why})]) from None
    if kind and kind.blank and not reader.faults and (node is None or node.value in (None, {})):
        return Node({}, 1)
    if node is None or node.value is None:
        reader.faults.append(Fault(Place(file), "", "empty"))
    elif kind and not kind.fits(node.value if isinstance(node.value, dict) else ()):
        raise InputError([Fault(Place(file), "", kind.fault)])
    if reader.faults or node is None:
        raise InputError(reader.faults)
    return node


def _line(event: Event) -> int:
    """The line of an event, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


class _TooDeepError(yaml.YAMLError):
    pass


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, event: Event, kind: str, field: str = "", **values: object) -> None:
        self.faults.append(Fault(Place(self.file, _line(event)), field, kind, values))

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.fault(event, "documents")
            elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent):
                node = self.node(event, events, 0)
                root = root or node
        return root

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        line = _line(event)
        if isinstance(event, ScalarEvent):
            if event.anchor or event.tag:
                self.fault(event, "anchor" if event.anchor else "tag")
            return Node(plain_word(event.value) if event.implicit[0] else event.value, line)
        if isinstance(event, AliasEvent):
            self.fault(event, "anchor")
            return Node("", line)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor or tag:
            self.fault(event, "anchor" if anchor else "tag")
        if depth >= DEEPEST:
            self.fault(event, "depth", limit=DEEPEST)
            raise _TooDeepError
        if isinstance(event, MappingStartEvent):
            return Node(self.mapping(events, depth), line)
        return Node(self.sequence(events, depth), line)

    def sequence(self, events: Iterator[Event], depth: int) -> list[Node]:
        found = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self.node(event, events, depth + 1))
        return found

    def mapping(self, events: Iterator[Event], depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if isinstance(event, ScalarEvent) and not (event.anchor or event.tag):
                key = event.value
            else:
                self.fault(event, "key_text" if isinstance(event, SequenceStartEvent | MappingStartEvent) else "anchor")
                self.node(event, events, depth + 1)
                key = f"\0{len(found)}"
            node = self.node(next(events), events, depth + 1)
            node.line = _line(event)
            if key in found:
                self.fault(event, "repeated_key", key, first=found[key].line)
            else:
                found[key] = node
        return found


class _WrittenWhole(int):
    """A whole number that as text is the characters that were written, such as +5."""

    text: str

    def __str__(self) -> str:
        return self.text


class _WrittenNumber(float):
    """A number that as text is the characters that were written, such as 3.10, which may be the name of a school."""

    text: str

    def __str__(self) -> str:
        return self.text


def plain_word(text: str) -> str | int | float | bool | None:
    """A plain word's value; ``str`` of a number gives the characters that were written.

    >>> [plain_word(word) for word in ("1620", "012345", "yes", "12:30", "0.5", "true", "~", "2021-12")]
    [1620, '012345', 'yes', '12:30', 0.5, True, None, '2021-12']
    >>> [str(plain_word(word)) for word in ("3.10", "1e3", "+5")]
    ['3.10', '1e3', '+5']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.match(text):
        return _as_written(_WrittenWhole(text), int(text), text)
    if _NUMBER.match(text):
        return _as_written(_WrittenNumber(text), float(text), text)
    return text


def _as_written(number: _WrittenWhole | _WrittenNumber, usual: int | float, text: str) -> int | float:
    """The usual number where it is written as it would be anyway, else the one that knows its characters."""
    number.text = text
    return usual if str(usual) == text else number


_PLAIN = pattern(r"[^\W_]([^,\[\]{}:#\"'\\`&*!|>%@?]|:(?=[^\s,\[\]{}]))*", re.UNICODE)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def scalar(value: object) -> str:
    """One value on one line; text is quoted where YAML or our own reader would take it for something else.

    >>> [scalar(each) for each in ("城西小学", "2021", "a: b", None, 11000.0, 0.5, True)]
    ['城西小学', '"2021"', '"a: b"', 'null', '11000', '0.5', 'true']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.isprintable() and text == text.strip() and plain_word(text) == text:
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def inline(value: Any) -> str:
    """A value on one line: maps and lists in braces and brackets.

    >>> inline({"primary": 1620, "years": [2021, 2025]})
    '{primary: 1620, years: [2021, 2025]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(key)}: {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(each) for each in value) + "]"
    return scalar(value)


def key_text(key: object) -> str:
    """A key; one that looks like a number is text all the same.

    >>> key_text(2021), key_text("一: 区")
    ('2021', '"一: 区"')
    """
    text = str(key)
    return text if re.fullmatch(r"[0-9]+", text) else scalar(text)


def entry(key: object, value: Any, indent: int) -> str:
    """A key and its value as it stands in a block map at ``indent``, without the first line's indent.

    Lists of maps, and maps that hold maps, take a line for each entry; everything else stands on one.

    >>> print(entry("base", {"year": 2020, "seats": {"primary": 5}}, 0))
    base:
      year: 2020
      seats: {primary: 5}
    """
    inner = indent + 2
    if isinstance(value, Mapping) and any(isinstance(each, Mapping) for each in value.values()):
        lines = [" " * inner + entry(name, each, inner) for name, each in value.items()]
    elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        lines = [item(each, inner) for each in value]
    else:
        return f"{key_text(key)}: {inline(value)}"
    return "\n".join([f"{key_text(key)}:", *lines])


def item(value: Mapping[str, Any], indent: int) -> str:
    """A map as an item of a block list, its dash at ``indent``.

    >>> print(item({"id": "a", "seats": {"primary": 270}}, 2))
      - id: a
        seats: {primary: 270}
    """
    inner = indent + 2
    lines = [entry(key, each, inner) for key, each in value.items()] or ["{}"]
    return " " * indent + "- " + ("\n" + " " * inner).join(lines)


def block(value: Mapping[str, Any]) -> str:
    """A whole document."""
    return "".join(entry(key, each, 0) + "\n" for key, each in value.items())


def items(values: Sequence[Mapping[str, Any]], indent: int) -> str:
    """Items of a block list, each ending its line."""
    return "".join(item(value, indent) + "\n" for value in values)
