"""Values as YAML text that the strict reader reads back as the same values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from xuewei.formats.yaml_read import plain_word

_PLAIN = re.compile(r"[^\W_]([^,\[\]{}:#\"'\\`&*!|>%@?]|:(?=[^\s,\[\]{}]))*", re.UNICODE)
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
