"""What is said of a plan that holds only what is in use."""

from __future__ import annotations

from xuewei.model.plan import Plan
from xuewei.words.track import say


def delivery_notes(plan: Plan, lang: str) -> list[str]:
    """A line on what is counted, and on which date; none where every school of the plan counts."""
    told = plan.delivery
    if told is None:
        return []
    undated = say("delivery.undated", lang, n=told.undated) if told.undated else ""
    return [say("delivery.note", lang, day=told.date, counted=told.counted, left_out=told.left_out, undated=undated)]
