"""A YAML text changed in place: only what a change names is touched; comments, order and spacing stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from xuewei.formats.yaml import PARSER, entry, inline, item, key_text, plain_word
from xuewei.late import dataclass


@dataclass(slots=True)
class Span:
    """A value from ``start`` to ``end`` (characters of the text, from 0).

    ``inside`` are the entries of a map, the items of a list, or the one value; ``keys`` where each key of a map
    starts; ``flow`` whether it stands in braces or brackets.
    """

    start: int
    end: int
    inside: Any
    flow: bool = False
    keys: dict[str, int] | None = None

    def plain(self) -> Any:
        """What stands there, without places."""
        if isinstance(self.inside, dict):
            return {key: each.plain() for key, each in self.inside.items()}
        return [each.plain() for each in self.inside] if isinstance(self.inside, list) else self.inside


def spans(text: str) -> Span:
    """The places of the one document in ``text``, which our reader has read before: it is known to be good.

    >>> spans("a: {b: 7}").inside["a"].inside["b"]
    Span(start=7, end=8, inside=7, flow=False, keys=None)
    """
    events = yaml.parse(text, Loader=PARSER)
    for event in events:
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            return _span(event, events, text)
    raise ValueError("there is no document")


def _at(event: Event) -> tuple[int, int]:
    assert event.start_mark is not None and event.end_mark is not None  # noqa: PT018 (the parser sets both)
    return event.start_mark.index, event.end_mark.index


def _span(event: Event, events: Iterator[Event], text: str) -> Span:
    start, end = _at(event)
    if isinstance(event, ScalarEvent):
        if event.style in ("|", ">"):
            end = start + len(text[start:end].rstrip())
        return Span(start, end, plain_word(event.value) if event.implicit[0] else event.value)
    found = Span(start, end, {} if isinstance(event, MappingStartEvent) else [], bool(getattr(event, "flow_style", 0)))
    if isinstance(event, MappingStartEvent):
        found.keys = {}
    for each in events:
        if isinstance(each, MappingEndEvent | SequenceEndEvent):
            if found.flow:
                found.end = _at(each)[1]
            return found
        if found.keys is None:
            inner = _span(each, events, text)
            found.inside.append(inner)
        else:
            key = getattr(each, "value", "")
            found.keys[key] = _at(each)[0]
            inner = _span(next(events), events, text)
            found.inside[key] = inner
        found.end = max(found.end, inner.end)
    return found


@dataclass(frozen=True)
class Put:
    """A new value, in the place of the old one or where there was none."""

    value: Any


@dataclass(frozen=True)
class Out:
    """The key or the item goes."""


@dataclass(frozen=True)
class Inside:
    """Changes of some entries of a map (by key), or of some items of a list (by place, from 0; behind the end: new).

    ``order`` are the keys of a map as its format lists them: a new key stands behind the last one that it follows.
    """

    changes: Mapping[Any, Put | Out | Inside]
    order: Sequence[str] = ()


Piece = tuple[int, int, str]


def edited(text: str, change: Inside) -> str:
    """The text with a change; its lines end as those of ``text`` do. ValueError where it cannot be done in place.

    >>> change = Inside({"a": Put(5), "b": Inside({"c": Out(), "d": Put(3)})})
    >>> print(edited("a: 1  # one\\nb: {c: 2}\\n", change), end="")
    a: 5  # one
    b: {d: 3}
    """
    end = "\r\n" if "\r\n" in text else "\n"
    pieces = _inside(text, spans(text), change)
    found, last = [], 0
    for _, (start, stop, new) in sorted(enumerate(pieces), key=lambda pair: (pair[1][0], pair[1][1], pair[0])):
        if start < last:
            raise ValueError("changes lie over each other")
        found += [text[last:start], new.replace("\n", end)]
        last = stop
    return "".join([*found, text[last:]])


def _inside(text: str, span: Span, change: Inside) -> list[Piece]:
    if isinstance(span.inside, dict):
        return _map(text, span, change)
    if isinstance(span.inside, list):
        return _list(text, span, change)
    raise ValueError("there is nothing inside a single value")


def _map(text: str, span: Span, change: Inside) -> list[Piece]:
    keys, entries = span.keys or {}, span.inside
    comes = [key for key, each in change.changes.items() if key not in entries and not isinstance(each, Out)]
    goes = [key for key, each in change.changes.items() if key in entries and isinstance(each, Out)]
    if (goes and len(goes) + len(comes) > 1) or len(goes) == len(entries):
        if not span.flow:
            pieces = [piece for key in goes for piece in [_lines(text, keys[key], entries[key].end)]]
            if len(goes) == len(entries):
                raise ValueError("nothing would be left of a map")
        else:
            return [(span.start, span.end, inline(result(span.plain(), change)))]
    elif goes:
        pieces = [_without(text, span, goes[0])]
    else:
        pieces = []
    for key, each in change.changes.items():
        if key in entries and isinstance(each, Put):
            pieces.append(_replaced(text, span, key, each.value))
        elif key in entries and isinstance(each, Inside):
            pieces += _inside(text, entries[key], each)
    for key in comes:
        pieces.append(_added(text, span, key, result(None, change.changes[key]), change.order))
    return pieces


def _replaced(text: str, span: Span, key: str, value: Any) -> Piece:
    """A value in the place of another; an empty place gets a space before it."""
    old = span.inside[key]
    if span.flow or not _tall(value):
        return old.start, old.end, ("" if old.end > old.start else " ") + inline(value)
    written = entry(key, value, _column(text, (span.keys or {})[key]))
    colon = text.index(":", (span.keys or {})[key] + len(key_text(key)) - 1)
    return colon + 1, old.end, written[len(key_text(key)) + 1 :]


def _flat(value: Mapping[str, Any]) -> bool:
    """Whether a map holds no maps: it may stand in braces as the items before it do."""
    return not any(isinstance(each, Mapping) for each in value.values())


def _tall(value: Any) -> bool:
    """Whether a value takes more than one line in a block."""
    return "\n" in entry("k", value, 0)


def _added(text: str, span: Span, key: str, value: Any, order: Sequence[str]) -> Piece:
    """A new entry of a map, behind the last one that it follows in ``order``, else at the end."""
    known = list(span.inside)
    before = [each for each in known if key in order and each in order[: order.index(key)]]
    last = before[-1] if before else known[-1] if known else None
    if span.flow:
        if last is None:
            return span.start + 1, span.start + 1, f"{key_text(key)}: {inline(value)}"
        place = span.inside[last].end
        return place, place, f", {key_text(key)}: {inline(value)}"
    column = _column(text, (span.keys or {})[known[0]])
    place = _line_end(text, span.inside[last].end)
    return place, place, "\n" + " " * column + entry(key, value, column)


def _without(text: str, span: Span, key: str) -> Piece:
    """The only entry that goes."""
    place = (span.keys or {})[key]
    if not span.flow:
        return _lines(text, place, span.inside[key].end)
    known = list(span.inside)
    n = known.index(key)
    if n + 1 < len(known):
        return place, (span.keys or {})[known[n + 1]], ""
    return span.inside[known[n - 1]].end, span.inside[key].end, ""


def _list(text: str, span: Span, change: Inside) -> list[Piece]:
    goes = [n for n, each in change.changes.items() if isinstance(each, Out)]
    comes = [each.value for n, each in change.changes.items() if n >= len(span.inside) and isinstance(each, Put)]
    if (goes or (comes and not span.flow)) and len(goes) == len(span.inside):
        raise ValueError("a list is emptied or begun as a whole")
    if goes and span.flow:
        raise ValueError("a list in brackets does not shrink in place")
    block = not span.flow and (goes or comes)
    dashes = {n: text.rindex("-", 0, span.inside[n].start) for n in [*goes, 0]} if block else {}
    pieces = [_lines(text, dashes[n], span.inside[n].end) for n in goes]
    for n, each in change.changes.items():
        if n < len(span.inside) and isinstance(each, Inside):
            pieces += _inside(text, span.inside[n], each)
        elif n < len(span.inside) and isinstance(each, Put):
            raise ValueError("an item is changed inside, never put whole")
    if comes and span.flow:
        place = span.inside[-1].end if span.inside else span.start + 1
        written = ", ".join(inline(value) for value in comes)
        pieces.append((place, place, f", {written}" if span.inside else written))
    elif comes:
        place, column = _line_end(text, span.end), _column(text, dashes[0])
        lines = [
            " " * column + "- " + inline(value) if span.inside[-1].flow and _flat(value) else item(value, column)
            for value in comes
        ]
        pieces.append((place, place, "".join(f"\n{line}" for line in lines)))
    return pieces


def result(value: Any, change: Put | Out | Inside) -> Any:
    """What a change makes of a plain value.

    >>> result({"a": 1, "b": 2}, Inside({"a": Out(), "c": Inside({"d": Put(3)})}))
    {'b': 2, 'c': {'d': 3}}
    """
    if isinstance(change, Put):
        return change.value
    if isinstance(change, Out):
        return None
    found = dict(value or {})
    for key, each in change.changes.items():
        if isinstance(each, Out):
            found.pop(key, None)
        else:
            found[key] = result(found.get(key), each)
    return found


def _column(text: str, place: int) -> int:
    """The column of a place in its line; a dash before it counts as blank."""
    return place - (text.rfind("\n", 0, place) + 1)


def _line_end(text: str, place: int) -> int:
    """The end of the line of a place, before its line break."""
    found = text.find("\n", place)
    found = len(text) if found < 0 else found
    return found - 1 if text[found - 1 : found] == "\r" else found


def _lines(text: str, start: int, end: int) -> Piece:
    """The whole lines of a value and its key, which must stand first in its line."""
    first = text.rfind("\n", 0, start) + 1
    if text[first:start].strip():
        raise ValueError("something stands before it in its line")
    last = text.find("\n", end)
    return first, len(text) if last < 0 else last + 1, ""
