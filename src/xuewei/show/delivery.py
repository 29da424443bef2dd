"""What is said of a plan that holds only what is in use."""

from __future__ import annotations

from xuewei.model.plan import Delivery
from xuewei.words.track import say


def delivery_notes(told: Delivery, lang: str) -> list[str]:
    """A line on what is counted, and on which date."""
    undated = say("delivery.undated", lang, n=told.undated) if told.undated else ""
    return [say("delivery.note", lang, day=told.date, counted=told.counted, left_out=told.left_out, undated=undated)]
