"""Sites as candidates that ``optimise --candidates`` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.formats.plan.write import school_document
from xuewei.formats.yaml import items
from xuewei.language.shown import visible
from xuewei.model.plan import Plan, School
from xuewei.model.siting import SiteRow


def candidates_text(
    sites: Sequence[SiteRow], plan: Plan, year: int, comment: str, seats: Mapping[str, Mapping[str, int]]
) -> str:
    """A file of candidates of some sites, which open in ``year`` where they do not say how soon they could. ``seats``:
    by id, the size that was chosen, which is written first; the others are among ``sizes``."""
    rows = []
    for one in sites:
        size = dict(seats.get(one.id, one.sizes[0]))
        wan = one.wan[list(map(dict, one.sizes)).index(size)] if len(one.sizes) == 1 else None
        school = School(
            one.id,
            one.type,
            one.area,
            size,
            name=one.name or None,
            zone=one.zone or None,
            cost_wan=wan,
            lon=one.lon,
            lat=one.lat,
            source=one.source,
            note=one.note or None,
            basis={"seats": one.basis},
        )
        row = school_document(school, plan.area)
        row["earliest"] = one.earliest or year
        if len(one.sizes) > 1:
            row["sizes"] = [dict(each) for each in one.sizes]
        rows.append(row)
    return f"# {visible(comment)}\ncandidates:\n{items(rows, 2)}"
