"""The conclusion for machines: a card a stage, and what to do by project."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.gap.ahead import Ahead, Card, cards
from xuewei.answers.gap.closings import Closing
from xuewei.answers.gap.recommended import Need, Recommended, Shortage
from xuewei.answers.gap.unmet import Unmet
from xuewei.model.balance import BAND_KEYS
from xuewei.model.rounding import whole


def ahead_record(found: Ahead) -> dict[str, object]:
    """The school year now, the years ahead (``over``: all are past, and it is the last), and a card for every stage."""
    return {
        "now": found.now,
        "over": found.over,
        "years": found.years,
        "stages": [_card(each) for each in cards(found)],
    }


def _card(card: Card) -> dict[str, object]:
    row, found, band = card.tightest, card.prospect, card.band
    ends = None if band is None else (row.seats - whole(band.high), row.seats - whole(band.low))
    alone = card.areas == 1
    return {
        "stage": row.stage,
        "state": found.state,
        "years": list(found.years),
        "areas": len(found.areas),
        "years_if_high": list(found.more_years),
        "areas_if_high": len(found.more_areas),
        "now": card.now and card.now.balance,
        "tightest": {
            "year": row.year,
            "area": row.area,
            "balance": row.balance,
            "warning": row.warning,
            **dict(zip(BAND_KEYS[2:4], ends or (None, None), strict=True)),
            "no_band": card.lacking or None,
        },
        "last": card.last.balance if alone and card.last else card.together,
    }


def recommended_record(found: Recommended) -> dict[str, object]:
    """Projects by id under what to do with them; those that could be left out stand beside it."""
    return {
        "from": found.first,
        "to": found.last,
        "check": [_need(each) for each in found.check],
        "begin": [_need(each) for each in found.begin],
        "later": [_need(each) for each in found.later],
        "turn": [
            {
                "id": each.school.id,
                "origin": each.origin,
                "target": each.target,
                "seats": each.seats,
                "year": each.year,
                "years": list(each.years),
                "if_high": each.unsure,
            }
            for each in found.turn
        ],
        "short_if_left_out_and_high": [_shortage(each) for each in found.spare_high],
        "short_if_later_and_high": [_shortage(each) for each in found.later_high],
        "high_not_tried_left_out": list(found.spare_untried),
        "high_not_tried_later": list(found.later_untried),
        "short_if_turned": [_shortage(each) for each in found.left],
        "short_unless_built": [_shortage(each) for each in found.unbuilt],
        "short_unless_begun": [_shortage(each) for each in found.unbegun],
    }


def _need(need: Need) -> dict[str, object]:
    return {
        "id": need.school.id,
        "opens": need.opens,
        **_shortage(need.short),
        "until": need.until,
    }


def _shortage(found: Shortage) -> dict[str, object]:
    return {"stage": found.stage, "years": list(found.years), "worst_year": found.worst, "seats": found.seats}


def unmet_record(found: Sequence[Unmet]) -> list[dict[str, object]]:
    """What stays short ahead whatever is done with the projects, the largest first, by area and stage."""
    return [
        {
            "area": each.area,
            "stage": each.stage,
            "years": list(each.years),
            "seats": each.seats,
            "turned": [vars(turn) for turn in each.turned],
            "left": each.left,
        }
        for each in found
    ]


def closings_record(found: Sequence[Closing]) -> list[dict[str, object]]:
    """Schools whose closing is part of a shortage ahead, the largest first: by ``kind`` (closes, ends, removes,
    converts) from ``gone`` on, ``seats`` of those ``short`` in ``worst_year``; ``until``: the year to which to put it
    off (None: it is needed up to the last; ``gone`` itself: no need)."""
    return [
        {
            "id": each.school.id,
            "kind": each.kind,
            "gone": each.gone,
            "stage": each.stage,
            "years": list(each.years),
            "worst_year": each.worst,
            "seats": each.seats,
            "short": each.of,
            "if_high": each.unsure,
            "until": each.until,
        }
        for each in found
    ]
