"""A note on births that mean unusually few or many children per woman."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.model.fertility import USUAL, Unusual
from xuewei.words.labels import say

MOST_NAMED = 6
"""Areas and years that the note names."""


def fertility_notes(found: Sequence[Unusual], lang: str) -> list[str]:
    """One note on all of them, or none."""
    if not found:
        return []
    told = [say("fertility.one", lang, **vars(each)) for each in found[:MOST_NAMED]]
    more = say("fertility.more", lang, n=len(found) - MOST_NAMED) if len(found) > MOST_NAMED else ""
    listed = ("；" if lang == "zh" else "; ").join(told) + more
    return [say("fertility.note", lang, low=USUAL[0], high=USUAL[1], found=listed)]
