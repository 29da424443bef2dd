"""Faces: which of this machine's, or the one that is brought, has the letters of a picture."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontPath

FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "SimHei"),
)
"""Families with Chinese characters, the most wanted first."""
BROUGHT = ("zhplot", "fonts", "NotoSansSC-Regular.ttf")
"""The package that brings a face with Chinese characters, and where it lies in it."""
LATIN = "DejaVu Sans"
"""The family that comes with matplotlib."""
REGULAR = 400
"""Weight of ordinary letters."""
UNSEEN = " \n"
"""Characters that need no shape."""


def faces(*, fresh: bool = False) -> list[FontPath]:
    """Faces that may be drawn with: the plain one first, then the one that is brought, then those of this machine with
    Chinese characters. matplotlib keeps a list of the machine's fonts for months: ``fresh`` adds those that are not in
    it."""
    from matplotlib.font_manager import FontPath, fontManager

    if fresh:
        _look_again()
    ranked = [
        (families.index(entry.name), abs(int(entry.weight) - REGULAR), entry.fname, entry.index)
        for families in [(LATIN, *FAMILIES)]
        for entry in fontManager.ttflist
        if entry.name in families
        and entry.style == entry.stretch == "normal"
        and isinstance(entry.weight, int)
        and os.path.exists(entry.fname)
    ]
    plain, *others = [FontPath(file, index) for _, _, file, index in sorted(ranked)]
    return [plain, *_brought(), *others]


def _brought() -> list[FontPath]:
    """The face that the extra brings; nothing where the package is not there."""
    from matplotlib.font_manager import FontPath

    package, *place = BROUGHT
    found = find_spec(package)
    files = [os.path.join(folder, *place) for folder in (found and found.submodule_search_locations) or ()]
    return [FontPath(file, 0) for file in files if os.path.exists(file)]


def _look_again() -> None:
    """Let matplotlib know the fonts that this machine has got since it made its list."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for file in findSystemFonts():
        if file not in known:
            with suppress(OSError, RuntimeError, ValueError):  # no font, or one that cannot be read
                fontManager.addfont(file)


def face_for(text: str, among: Sequence[FontPath]) -> FontPath | None:
    """The first of some faces that has every character of ``text``; None where none has."""
    return next((face for face in among if not lacking(text, face)), None)


def lacking(text: Iterable[str], face: FontPath) -> set[str]:
    """Characters of ``text`` for which a face has no shape, by the table of characters in its file.

    >>> from matplotlib.font_manager import FontPath, findfont
    >>> lacking("学 3", FontPath(findfont("DejaVu Sans"), 0))
    {'学'}
    """
    known = _shapes(str(face.path), face.face_index)
    return {each for each in text if each not in UNSEEN and ord(each) not in known}


@lru_cache(maxsize=8)  # read once for all pictures of a document
def _shapes(path: str, index: int) -> frozenset[int]:
    """The characters that the file of a face has a shape for."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(path, face_index=index).get_charmap())


def best_of(text: set[str], known: Sequence[FontPath]) -> tuple[FontPath, set[str]]:
    """The face that lacks least of a text, and what it lacks."""
    face = min(known, key=lambda one: len(lacking(text, one)))
    return face, lacking(text, face)
