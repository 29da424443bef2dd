"""Documents whose pictures are drawn once: drawing takes most of the time of a letter, and most tests ask its text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from xuewei.report.letter.stages import Pictures

Key = tuple[object, ...]
_DRAWN: dict[Key, tuple[bytes, set[str], bool, object]] = {}


@contextmanager
def drawn_once() -> Iterator[None]:
    """The same picture of the same assessment, years, day and language is drawn once."""
    with _kept(_exactly):
        yield


@contextmanager
def lent() -> Iterator[None]:
    """The first picture of a kind and language stands for all: for tests that do not look at pictures."""
    with _kept(lambda pictures, kind, what: (kind, pictures.lang)):
        yield


def _exactly(pictures: Pictures, kind: str, what: object) -> Key:
    report = pictures.report
    held = id(report.found), id(report.bands)
    return *held, tuple(report.years), report.today, pictures.lang, kind, repr(what)


@contextmanager
def _kept(key_of: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("gap", "key"):
            patch.setattr(Pictures, kind, _once(kind, getattr(Pictures, kind), key_of))
        yield


def _once(kind: str, draw: Any, key_of: Any) -> Any:
    def picture(pictures: Pictures, *what: object) -> bytes:
        key = key_of(pictures, kind, what)
        if key not in _DRAWN:
            made = draw(pictures, *what)
            _DRAWN[key] = (
                made,
                set(pictures.missing),
                pictures.in_english,
                pictures.report,
            )  # whose numbers stay its own
        png, missing, in_english, _ = _DRAWN[key]
        pictures.missing |= missing
        pictures.in_english |= in_english
        return png

    return picture
