"""Mutations of workbooks: of the values and elements in their parts, of the parts, of the archive."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from random import Random

from fire.texts import mangled
from fire.values import number, words

VALUES = re.compile(r"(?<=<v>)[^<]*|(?<=<text:p>)[^<]*|(?<=<t>)[^<]*|(?<=<f>)[^<]*|(?<==\")[^\"]*")
ELEMENTS = re.compile(
    r"<c [^>]*/>|<c [^>]*>.*?</c>|<row .*?</row>|<table:table-cell.*?(?:/>|</table:table-cell>)|<[a-zA-Z:]+ [^>]*/>",
    re.S,
)


def mutated(content: bytes, chance: Random) -> bytes:
    """A workbook with one change."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    many = [name for name in parts if "sheet" in name or name == "content.xml"]
    name = chance.choice(many if chance.random() < 0.7 else list(parts))
    match chance.choice(["value"] * 6 + ["element"] * 3 + ["part", "drop", "double", "bytes"]):
        case "value":
            parts[name] = _value(parts[name], chance)
        case "element":
            parts[name] = _element(parts[name], chance)
        case "part":
            parts[name] = mangled(parts[name], chance)
        case "drop":
            del parts[name]
        case "double":
            parts[chance.choice(list(parts))] = parts[name]
        case "bytes":
            return mangled(content, chance)
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _value(part: bytes, chance: Random) -> bytes:
    """A part with one of its values changed: text, number, formula or attribute."""
    text = part.decode("utf-8", "replace")
    known = [each.span() for each in VALUES.finditer(text)]
    if not known:
        return mangled(part, chance)
    start, end = chance.choice(known)
    value = chance.choice([str(number(chance)), words(chance), _like(text, known, chance), _reference(chance)])
    value = value if chance.random() < 0.1 else escape(value)
    return (text[:start] + value + text[end:]).encode("utf-8", "replace")


def _like(text: str, known: list[tuple[int, int]], chance: Random) -> str:
    start, end = chance.choice(known)
    return text[start:end]


def _reference(chance: Random) -> str:
    column = chance.choice(["A", "B", "H", "Z", "AZ", "XFD"])
    return f"{column}{chance.choice([0, 1, 3, 5, 9, 40, 900])}"


def _element(part: bytes, chance: Random) -> bytes:
    """A part with one of its elements left out, written twice, or moved."""
    text = part.decode("utf-8", "replace")
    known = [each.span() for each in ELEMENTS.finditer(text)]
    if not known:
        return mangled(part, chance)
    start, end = chance.choice(known)
    match chance.choice(["drop", "double", "move"]):
        case "drop":
            text = text[:start] + text[end:]
        case "double":
            text = text[:end] + text[start:end] * chance.choice([1, 2, 50]) + text[end:]
        case "move":
            place = chance.choice(known)[0]
            text = text[:place] + text[start:end] + text[place:]
    return text.encode("utf-8", "replace")
