"""Words of what a plan costs, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

COSTS: dict[str, tuple[str, str]] = {
    "cost.written": ("投资：{written} 所都写明。", "Cost: all {written} schools give theirs."),
    "cost.estimated": (
        "投资：{all} 所中写明 {written} 所，其余 {estimated} 所按每学位 {wan:g} 万元估（assumptions.yaml 的 costs.seat，{basis}，{low:g}–{high:g}）。",
        "Cost: of {all} schools {written} give theirs, {estimated} are estimated at {wan:g} 万元 a seat (costs.seat in assumptions.yaml, {basis}, {low:g}–{high:g}).",
    ),
    "cost.unwritten": (
        "投资：没有写明的学校按每学位 {wan:g} 万元估（assumptions.yaml 的 costs.seat，{basis}，{low:g}–{high:g}）。",
        "Cost: schools that do not give theirs are estimated at {wan:g} 万元 a seat (costs.seat in assumptions.yaml, {basis}, {low:g}–{high:g}).",
    ),
    "cost.turned": (
        "{n:,} 个转学段的学位另按每位 {wan:g} 万元计（costs.conversion，{basis}，{low:g}–{high:g}）。",
        "{n:,} seats that turn to another stage are counted at {wan:g} 万元 each (costs.conversion, {basis}, {low:g}–{high:g}).",
    ),
    "cost.joined": ("", " "),
}  # fmt: skip

say = Words(COSTS).say
