"""What `resources` shows: the answer in sentences, a table by year or by place, what building costs, and the rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field

from xuewei.answers.resources.resource_notes import resource_notes
from xuewei.answers.resources.resource_sentences import answers, crowded, place_of
from xuewei.answers.resources.resourcing import BY, COLUMNS, INSIDE, SCHOOL, STAGE, ResourceRow, Resources
from xuewei.answers.resources.words import named, say
from xuewei.late import dataclass
from xuewei.model.seats.costs import PlanCost
from xuewei.tables.beyond import estates_in_short, spread_notes
from xuewei.tables.notes import cost_note, head, horizon_notes, plan_title, scenario_notes, whence
from xuewei.tables.palette import AMPLE, BAD
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View

__all__ = ["BY", "Shown", "view"]
SHOWN = 40
"""Lines of a table of places on a screen."""
Cell = str | tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """What is asked for: rows ``by`` what, school ``years``, ``stages``, ``areas``, and a ``budget`` by calendar year
    in 万元. The sentences are about the years from ``since`` on, where there are any. ``chosen``: nobody asked for the
    one year."""

    by: str
    years: Sequence[int]
    stages: Sequence[str]
    areas: Sequence[str]
    budget: Mapping[int, float] = field(default_factory=dict)
    since: int = 0
    chosen: bool = False

    @property
    def ahead(self) -> Sequence[int]:
        """The years that the sentences are about."""
        return [year for year in self.years if year >= self.since] or self.years


def view(held: Resources, asked: Shown, lang: str) -> View:
    """The view of all that is asked for."""
    rows = held.rows(asked.by, asked.years, asked.stages, asked.areas)
    years = sorted({row.year for row in rows})
    one = {"plan": plan_title(held.found.plan, lang)}
    title = say("title.year", lang, **one, year=years[0]) if len(years) == 1 else say("title", lang, **one)
    places = [(area, stage) for stage in asked.stages for area in asked.areas]
    spent = held.spent()
    lines = [say("none", lang)]
    if rows:
        lines = [say("year.first", lang, year=years[0])] if asked.chosen else []
        lines += answers(held, asked.by, asked.ahead, asked.stages, asked.areas, lang)
        lines += _building(spent, asked.budget, lang)
    sheets = [Sheet(title, (), (), lines), *_tables(rows, asked, lang)]
    sheets += _money(held, spent, asked, lang)
    notes = [whence(held.found.plan, lang), *scenario_notes(held.found.plan, lang)]
    if rows:
        notes += resource_notes(held, asked.by, rows, places, lang)
        notes += [] if spent.nothing else [cost_note(spent, held.found.assumptions.costs, lang)]
    found = held.found.demand
    notes += spread_notes(found, lang) if asked.by == SCHOOL else estates_in_short(found, held.found.assumptions, lang)
    notes += [*horizon_notes(held.found, lang), *unheard_notes(held.found, lang)]
    records = [_record(row, lang) for row in rows]
    return View(sheets, records, _head(held, spent, asked), notes, COLUMNS)


def _record(row: ResourceRow, lang: str) -> dict[str, object]:
    found = {key: value for key, value in asdict(row).items() if key not in INSIDE}
    return {**found, "name": say("rest", lang)} if row.rest else found


def _head(held: Resources, spent: PlanCost, asked: Shown) -> dict[str, object]:
    """What stands beside the rows in JSON."""
    return {
        **head(held.found),
        "by": asked.by,
        "building": [
            {"year": year, "building_wan": round(wan, 2), "budget_wan": asked.budget.get(year)}
            for year, wan in _with_budgets(spent, asked.budget).items()
        ],
        "seat_costs": [asdict(each) for each in held.seat_costs(asked.stages, asked.areas)],
        "moves": [asdict(each) for each in held.moves(asked.years, asked.stages, asked.areas)],
    }


def _with_budgets(spent: PlanCost, budget: Mapping[int, float]) -> dict[int, float]:
    """What is spent by year, in the years of a budget too."""
    return {year: spent.by_year.get(year, 0.0) for year in sorted({*spent.by_year, *budget})}


def _building(spent: PlanCost, budget: Mapping[int, float], lang: str) -> list[str]:
    """What building costs in all, and in which years it is more than there is."""
    if spent.nothing:
        return []
    part = say("building.guessed", lang, n=spent.estimated) if spent.estimated else ""
    lines = [say("building", lang, years=spans(sorted(spent.by_year)), wan=spent.wan, part=part)]
    over = {year: spent.by_year.get(year, 0.0) - wan for year, wan in sorted(budget.items())}
    names = [say("budget.year", lang, year=year, wan=wan) for year, wan in over.items() if round(wan, 2) > 0]
    if names:
        lines.append(say("budget.over", lang, names=say("join", lang).join(names)))
    elif budget:
        lines.append(say("budget.within", lang))
    return lines


def _tables(rows: Sequence[ResourceRow], asked: Shown, lang: str) -> list[Sheet]:
    """By stage a table of years for each, or of stages for one year; else one table of places."""
    if asked.by != STAGE or len({row.year for row in rows}) < 2:
        return [_table("", rows, asked, lang)] if rows else []
    stages = dict.fromkeys(row.stage for row in rows)
    groups = {stage: [row for row in rows if row.stage == stage] for stage in stages}
    return [_table(named("stage", stage, lang), own, asked, lang) for stage, own in groups.items()]


def _table(title: str, rows: Sequence[ResourceRow], asked: Shown, lang: str) -> Sheet:
    """One table; what is the same in all rows, or known of none, is left out."""
    shown = rows[:SHOWN]
    columns = {
        "school": Column(say("school", lang), rank=0),
        "area": Column(say("area", lang), rank=0),
        "stage": Column(say("stage", lang), rank=0),
        "year": Column(say("year", lang), rank=0),
        "pupils": Column(say("pupils", lang), number=True, rank=2),
        "classes": Column(say("classes", lang), number=True, rank=1),
        "held": Column(say("held", lang), number=True, rank=5),
        "posts": Column(say("posts", lang), number=True, rank=1),
        "by_pupils": Column(say("by_pupils", lang), number=True, rank=6),
        "by_classes": Column(say("by_classes", lang), number=True, rank=6),
        "staff": Column(say("staff", lang), number=True, rank=1),
        "balance": Column(say("balance", lang), number=True, rank=1),
        "retires": Column(say("retires", lang), number=True, rank=4),
        "hire": Column(say("hire", lang), number=True, rank=1),
        "hired": Column(say("hired", lang), number=True, rank=3 if len({row.year for row in rows}) > 1 else 1),
        "not_replaced": Column(say("not_replaced", lang), number=True, rank=3),
        "running_wan": Column(say("running_wan", lang), number=True, rank=2),
        "building_wan": Column(say("building_wan", lang), number=True, rank=4),
        "per_seat": Column(say("per_seat", lang), number=True, rank=7),
    }
    both = any(row.posts_by_pupils is not None and row.posts_by_classes is not None for row in shown)
    staffed = any(row.staff is not None for row in shown)
    silent = {
        "school": asked.by != SCHOOL,
        "area": asked.by == STAGE or len({row.area for row in rows}) == 1,
        "stage": bool(title),
        "year": len({row.year for row in rows}) == 1,
        "held": not any(map(crowded, shown)),
        "posts": all(row.posts is None for row in shown),
        "by_pupils": not both or all(row.posts == row.posts_by_pupils for row in shown),
        "by_classes": not both or all(row.posts == row.posts_by_classes for row in shown),
        "staff": not staffed,
        "balance": not staffed,
        "retires": not any(row.retires for row in shown),
        "hire": not any(row.hire for row in shown),
        "hired": all((row.hired or 0) == (row.hire or 0) for row in shown),
        "not_replaced": not any(row.not_replaced for row in shown),
        "running_wan": all(row.running_wan is None for row in shown),
        "building_wan": not any(row.building_wan for row in shown),
        "per_seat": asked.by == SCHOOL or all(row.running_per_seat is None for row in shown),
    }
    kept = [key for key in columns if not silent.get(key)]
    lines = [_line(row, lang) for row in shown]
    notes = [say("shown", lang, n=len(rows), shown=SHOWN)] if len(rows) > SHOWN else []
    notes += [say("per_year", lang)] if "hire" in kept or "retires" in kept else []
    return Sheet(title, [columns[key] for key in kept], [[line[key] for key in kept] for line in lines], notes)


def _line(row: ResourceRow, lang: str) -> dict[str, Cell]:
    unknown = say("unknown", lang)

    def number(value: float | None, digits: int = 0) -> str:
        return unknown if value is None else f"{value:,.{digits}f}"

    return {
        "school": say("rest", lang) if row.rest else row.name or "",
        "area": row.area or "",
        "stage": named("stage", row.stage, lang),
        "year": str(row.year),
        "pupils": number(row.pupils),
        "classes": (number(row.classes), BAD if crowded(row) else ""),
        "held": number(row.classes_held),
        "posts": number(row.posts),
        "by_pupils": number(row.posts_by_pupils),
        "by_classes": number(row.posts_by_classes),
        "staff": say("new", lang) if row.new else number(row.staff),
        "balance": _apart(row, lang),
        "retires": number(row.retires),
        "hire": "–" if row.hire is None else number(row.hire),
        "hired": "–" if row.hired is None else number(row.hired),
        "not_replaced": "–" if row.not_replaced is None else number(row.not_replaced),
        "running_wan": number(row.running_wan, 1 if row.school or row.rest else 0),
        "building_wan": number(row.building_wan),
        "per_seat": number(row.running_per_seat),
    }


def _apart(row: ResourceRow, lang: str) -> Cell:
    """The balance; of areas of which some are short and others not, both, for nobody moves between them."""
    if not row.short or row.balance is None or row.balance == -row.short:
        return _balance(row.balance, lang)
    spare = row.balance + row.short
    return say("both", lang, short=row.short, spare=spare), BAD


def _balance(balance: int | None, lang: str) -> Cell:
    if balance is None:
        return say("unknown", lang)
    key = "short" if balance < 0 else "spare" if balance > 0 else "even"
    return say(key, lang, n=abs(balance)), BAD if balance < 0 else AMPLE if balance > 0 else ""


def _money(held: Resources, spent: PlanCost, asked: Shown, lang: str) -> list[Sheet]:
    """What building costs by calendar year beside a budget, and by the seat."""
    sheets = []
    years = _with_budgets(spent, asked.budget)
    if asked.budget and years:
        columns = [Column(say("money.year", lang), rank=0)]
        columns += [Column(say(f"money.{key}", lang), number=True) for key in ("wan", "budget", "left")]
        rows = [[str(year), f"{wan:,.0f}", *_budget(wan, asked.budget.get(year), lang)] for year, wan in years.items()]
        sheets.append(Sheet(say("money", lang), columns, rows))
    costs = held.seat_costs(asked.stages, asked.areas) if asked.years and asked.by == STAGE else []
    if costs:
        columns = [Column(say("stage", lang), rank=0)]
        keys = ("wan", "seats", "each", "used", "year", "each_used")
        columns += [Column(say(f"seat.{key}", lang), number=True) for key in keys]
        rows = []
        for each in costs:
            parts = (each.wan_per_seat, each.seats_used, each.used_year, each.wan_per_seat_used)
            per_seat, used, year, per_used = parts
            unknown = say("unknown", lang)
            rows.append(
                [
                    place_of(None, each.stage, lang),
                    f"{each.building_wan:,.0f}",
                    f"{each.seats:,}",
                    unknown if per_seat is None else f"{per_seat:,.1f}",
                    f"{used:,}",
                    "–" if year is None else str(year),
                    "–" if per_used is None else f"{per_used:,.1f}",
                ]
            )
        sheets.append(Sheet(say("seat", lang), columns, rows, (), quiet=[say("seat.note", lang)]))
    return sheets


def _budget(wan: float, budget: float | None, lang: str) -> list[Cell]:
    if budget is None:
        return [say("money.none", lang), ""]
    left = round(budget - wan)
    return [f"{budget:,.0f}", _balance(left, lang)]
