"""A font that has every character of a picture: matplotlib draws boxes for the others and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontPath

FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "SimHei"),
)
"""Families with Chinese characters, the most wanted first."""
LATIN = "DejaVu Sans"
"""The family that comes with matplotlib."""
REGULAR = 400
"""Weight of ordinary letters."""
UNSEEN = " \n"
"""Characters that need no shape."""


def can_draw() -> bool:
    """Whether matplotlib is there. It draws by its own settings from then on: a file ``matplotlibrc`` in the current
    folder may be part of somebody else's branch, and can have LaTeX run on what it says."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.rcdefaults()
    return True


def faces() -> list[FontPath]:
    """Faces of this machine that may be drawn with: the plain one first, then those with Chinese characters."""
    from matplotlib.font_manager import FontPath, fontManager

    ranked = [
        (families.index(entry.name), abs(int(entry.weight) - REGULAR), entry.fname, entry.index)
        for families in [(LATIN, *FAMILIES)]
        for entry in fontManager.ttflist
        if entry.name in families and entry.style == entry.stretch == "normal" and isinstance(entry.weight, int)
    ]
    return [FontPath(file, index) for _, _, file, index in sorted(ranked)]


def face_for(text: str, among: Sequence[FontPath]) -> FontPath | None:
    """The first of some faces that has every character of ``text``; None where none has."""
    return next((face for face in among if not lacking(text, face)), None)


def lacking(text: Iterable[str], face: FontPath) -> set[str]:
    """Characters of ``text`` for which a face has no shape, by the table of characters in its file.

    >>> from matplotlib.font_manager import FontPath, findfont
    >>> lacking("学 3", FontPath(findfont("DejaVu Sans"), 0))
    {'学'}
    """
    from matplotlib.ft2font import FT2Font

    known = FT2Font(face.path, face_index=face.face_index).get_charmap()
    return {each for each in text if each not in UNSEEN and ord(each) not in known}
