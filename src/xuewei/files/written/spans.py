"""Where every value of a YAML text stands, so that one can be replaced and the rest left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from xuewei.files.written.nodes import PARSER, plain_word


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
