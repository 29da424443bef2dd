"""What a chosen schedule says to do, in sentences; or what clashes where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.beyond_view import beyond_lines, dropped, too_late
from xuewei.answers.optimise.candidates import KEPT
from xuewei.answers.optimise.overfull import overfull
from xuewei.answers.optimise.reasons import Clash
from xuewei.answers.optimise.robust import WRITTEN, NoSchedule
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.schedule_view import besides_name, in_use
from xuewei.answers.optimise.site_view import left_sites, no_site
from xuewei.answers.optimise.words import say
from xuewei.language.words import named
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import Conversion, Plan, School, opening_year
from xuewei.model.seats.in_use import BEGUN, ESTATE, MUST
from xuewei.tables.notes import plan_head, plan_title, whence
from xuewei.tables.text import spans
from xuewei.tables.view import Sheet, View

Row = dict[str, object]


FEW = 4
"""Schools that a sentence names; of more it says how many there are, and the tables name them all."""
NAMED = 2
"""Schools and places that the conclusion names of each kind."""
MOVES = ("earlier", "later", "resized", "new")


def nothing(found: NoSchedule, lang: str, plan: Plan) -> View:
    """The view where there is no schedule: what clashes, or that the search ended too soon."""
    if found.clash is None:
        ended = [{"objective": level.name, "bound": level.bound, "ended": level.ended} for level in found.solved.levels]
        return View(
            [Sheet(say("nothing", lang), [], [])],
            [],
            {**plan_head(plan), "conclusion": say("nothing", lang), "proven": False, "objectives": ended},
            [whence(plan, lang)],
            heading=plan_title(plan, lang),
        )
    lines = clash_lines(found.clash, found.case.years, lang)
    records: list[Row] = [{"clash": line} for line in lines]
    sheet, notes = Sheet(say("title.clash", lang), [], [], [f"- {line}" for line in lines]), [whence(plan, lang)]
    told = {**plan_head(plan), "conclusion": f"{sheet.title}{say('colon', lang)}{say('answer.list', lang).join(lines)}"}
    return View([sheet], records, told, notes, heading=plan_title(plan, lang))


def clash_lines(found: Clash, years: range, lang: str) -> list[str]:
    """Every clashing constraint in words; ``years`` are those of the choice."""
    lines = []
    for each in found.must:
        one = each.school
        if not each.sizes:
            key = "clash.size"
        elif each.latest < each.earliest:
            key = "clash.window"
        else:
            key = "clash.must" if each.within(years) else "clash.outside"
        values = {"name": one.name or one.id, "id": one.id, "earliest": each.earliest, "latest": each.latest}
        lines.append(say(key, lang, **values, wan=min(each.wan, default=0.0)))
    return [*lines, *(say("clash.budget", lang, year=year, wan=most) for year, most in sorted(found.budget.items()))]


def answer_sheet(found: Answer, lang: str) -> Sheet:
    """The answer in words."""
    return Sheet(
        say("title.answer", lang, plan=found.plan.name, day=found.present.day), (), (), _sentences(found, lang)
    )


def name_of(school: School) -> str:
    """What people call a school: its name, or where it has none its id."""
    return school.name or school.id


def _sentences(found: Answer, lang: str) -> list[str]:
    moved = _moved(found)
    sentences = [conclusion(found, lang), *beyond_lines(found, lang), *left_sites(found, lang)]
    sentences += _built(found, moved, lang)
    for kind in MOVES:
        names = [_move(found, each, kind, lang) for each in moved[kind]]
        sentences += [say(f"answer.{kind}", lang, names=listed(names, lang))] if names else []
    gone = [name_of(each.candidate.school) for each in dropped(found)]
    sentences += [say("answer.dropped", lang, names=listed(gone, lang))] if gone else []
    besides = counted_names([besides_name(row, lang) for row in found.schedule.besides])
    besides += [name_of(school) for school, _ in found.schedule.turned]
    sentences += [say("answer.besides", lang, names=listed(besides, lang))] if besides else []
    return [
        *sentences,
        _short(found, lang),
        *_overfull(found, lang),
        _cost(found, lang),
        *_kept(found, lang),
        *_overdue(found, lang),
    ]


def conclusion(found: Answer, lang: str) -> str:
    """The whole answer in one sentence with names: what to build, put off, leave out and turn, what it costs, and what
    stays short and where."""
    what = say("answer.and", lang).join(doings(found, lang).values()) or say("conclude.nothing", lang)
    before, after = found.cost_before.wan, found.worth.built
    key = "even" if before == after else "less" if after < before else "dearer"
    saved = say(f"conclude.{key}", lang, by=abs(before - after))
    return say("conclusion", lang, lead=_lead(found, lang), what=what, wan=after, saved=saved, short=_left(found, lang))


def _lead(found: Answer, lang: str) -> str:
    """What the schedule was chosen for, where it was held against draws; and that no site was taken of those that could
    be."""
    judged = any(each.candidate.site for each in dropped(found))
    sites = say("conclude.no_site", lang) if judged and no_site(found) else ""
    if found.against is None:
        return sites
    kept = found.against.kept
    key = "written" if kept == WRITTEN else "below" if kept else "robust"
    return say(f"conclude.{key}", lang, name=kept) + sites


def doings(found: Answer, lang: str) -> dict[str, str]:
    """What is to be done, by its kind, the first to open first."""
    moved, day = _moved(found), found.present
    later = [each.candidate.school.id for each in moved["later"]]
    opening = [each for each in found.schedule.outcomes if each.opens is not None]
    built = [each for each in opening if each.candidate.school.id not in later]
    built.sort(key=lambda each: each.opens or 0)
    now = sum((each.opens or 0) <= day.begun_now and each.candidate.kept != BEGUN for each in built)
    rows = found.schedule.besides
    named_now = {
        "begin" if now else "build": [f"{name_of(each.candidate.school)} {each.opens}" for each in built],
        "later": [_move(found, each, "later", lang) for each in moved["later"]],
        "dropped": [name_of(each.candidate.school) for each in dropped(found)],
        "late": [name_of(each.candidate.school) for each in too_late(found)],
        "close": [f"{_name(found, move.school)} {move.year}" for move in found.schedule.closed],
        "turn": _turning(found, lang),
        "temporary": counted_names(besides_name(row, lang) for row in rows if not row.removes),
    }
    return {
        kind: say(f"conclude.{kind}", lang, n=len(names), names=_first(names, lang), now=now, last=found.case.years[-1])
        + (_in_vain(found, lang) if kind == "close" else "")
        for kind, names in named_now.items()
        if names
    }


def _in_vain(found: Answer, lang: str) -> str:
    """That schools close, or some of them, though it saves nothing; empty where all save something."""
    closed = found.schedule.closed
    vain = sum(not move.saved.anything for move in closed) if found.closing and found.closing.rules else 0
    if not vain:
        return ""
    return say("conclude.vain" if vain == len(closed) else "conclude.vain.some", lang, n=vain)


def _name(found: Answer, school: str) -> str:
    """What people call the school of this id."""
    return next(name_of(each) for each in found.plan.schools if each.id == school)


def _first(names: Sequence[str], lang: str) -> str:
    """The first names of many."""
    joined = say("answer.list", lang).join(names[:NAMED])
    return joined if len(names) <= NAMED else say("conclude.names", lang, names=joined)


def _turning(found: Answer, lang: str) -> list[str]:
    """What turns in all, school by school, then of the seats in use of no certain school; most seats first."""
    sums: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    pairs = [(name_of(school), turn) for school, turns in found.schedule.turned for turn in turns]
    pairs += [(name_of(each.candidate.school), turn) for each in found.schedule.outcomes for turn in each.turns]
    for row in found.schedule.besides:
        place = f"{row.area} " if len(found.before.areas) > 1 else ""
        pairs += [(row.name or place + say("name.seats", lang), turn) for turn in in_use(row)]
    for name, turn in pairs:
        sums.setdefault((name, turn.origin, turn.target), []).append((turn.year, turn.seats or 0))
    most = sorted(sums.items(), key=lambda each: -sum(seats for _, seats in each[1]))
    return [
        say("conclude.turned", lang, name=name, years=spans(sorted({year for year, _ in turns})))
        + turned_words(sum(seats for _, seats in turns), origin, target, lang)
        for (name, origin, target), turns in most
    ]


def turned_words(seats: int, origin: str, target: str, lang: str) -> str:
    """Seats that turn from one stage to another."""
    stages = {"origin": named("stage", origin, lang), "target": named("stage", target, lang)}
    return say("conclude.seats", lang, n=seats, **stages)


def turn_words(turn: Conversion, lang: str) -> str:
    """A conversion in a few words."""
    labels = {"origin": named("stage", turn.origin, lang), "target": named("stage", turn.target, lang)}
    return say("turns", lang, year=turn.year, n=turn.seats, **labels)


def _left(found: Answer, lang: str) -> str:
    """What stays short, and where most."""
    short: dict[tuple[str, str], list[BalanceRow]] = {}
    for row in found.rows[1]:
        if row.balance < 0:
            short.setdefault((row.area, row.stage), []).append(row)
    if not short:
        return say("conclude.never", lang)
    sums = {place: -sum(row.balance for row in rows) for place, rows in short.items()}
    most = sorted(sums, key=lambda place: -sums[place])
    several = len(found.before.areas) > 1
    names = []
    for area, stage in most[:NAMED]:
        place = f"{area} {named('stage', stage, lang)}" if several else named("stage", stage, lang)
        years = spans(sorted({row.year for row in short[area, stage]}))
        names.append(say("conclude.place", lang, place=place, years=years, n=sums[area, stage]))
    joined = say("answer.list", lang).join(names)
    if len(most) > NAMED:
        joined = say("conclude.places", lang, names=joined, n=len(most))
    return say("conclude.short", lang, n=sum(sums.values()), places=joined)


def counted_names(names: Iterable[str]) -> list[str]:
    """Names once each, with how often they come.

    >>> counted_names(["甲", "乙", "甲"])
    ['甲 ×2', '乙']
    """
    return [name if n == 1 else f"{name} ×{n}" for name, n in Counter(names).items()]


def _moved(found: Answer) -> dict[str, list[Outcome]]:
    """The schools that open earlier or later than they still can as planned, or smaller, or that are new."""
    still = {school.id: school for school in found.before.plan.schools}
    moved: dict[str, list[Outcome]] = {kind: [] for kind in MOVES}
    for each in found.schedule.outcomes:
        one = still.get(each.candidate.school.id)
        if each.opens is None:
            continue
        if one is None:
            moved["new"].append(each)
            continue
        was = opening_year(one, found.before.plan)
        if each.opens != was:
            moved["earlier" if each.opens < was else "later"].append(each)
        if sum(each.seats.values()) < sum(one.seats.values()):
            moved["resized"].append(each)
    return moved


def _built(found: Answer, moved: Mapping[str, Sequence[Outcome]], lang: str) -> list[str]:
    """How many are built, and how many of them otherwise than planned; nothing where there are none but what opens
    later."""
    built = [each for each in found.schedule.outcomes if each.opens is not None]
    outcomes = [*built, *dropped(found)]
    if not outcomes:
        return [] if found.schedule.outcomes or found.beyond else [say("answer.nothing", lang)]
    changed = {each.candidate.school.id for kind in MOVES for each in moved[kind]}
    same = sum(each.candidate.school.id not in changed for each in built)
    parts = [say("answer.same", lang, n=same)] if same or not changed else []
    parts += [say(f"answer.n.{kind}", lang, n=len(moved[kind])) for kind in MOVES if moved[kind]]
    values = {"all": len(outcomes), "built": len(built), "dropped": len(outcomes) - len(built)}
    key = "answer.built" if values["dropped"] else "answer.all"
    return [say(key, lang, **values, now=say("answer.and", lang).join(parts))]


def _move(found: Answer, each: Outcome, kind: str, lang: str) -> str:
    """One school with its year or its seats before and after."""
    one = next((one for one in found.before.plan.schools if one.id == each.candidate.school.id), None)
    name = name_of(each.candidate.school)
    if one is None:
        return say("answer.opens", lang, name=name, now=each.opens)
    if kind == "resized":
        return say("answer.moved", lang, name=name, was=seats_words(one.seats), now=seats_words(each.seats))
    return say("answer.moved", lang, name=name, was=opening_year(one, found.before.plan), now=each.opens)


def seats_words(seats: Mapping[str, int]) -> str:
    """Seats of a school, stage by stage.

    >>> seats_words({"primary": 1620, "middle": 1200})
    '1,620+1,200'
    """
    return "+".join(f"{each:,}" for each in seats.values())


def listed(names: Sequence[str], lang: str) -> str:
    """Names one after another; of many the first few, and how many there are."""
    first = say("answer.list", lang).join(names[:FEW])
    return first if len(names) <= FEW else say("answer.more", lang, names=first, n=len(names))


def _short(found: Answer, lang: str) -> str:
    was, now = (_shortage(rows, len(found.before.areas) > 1, lang) for rows in found.rows)
    return say("answer.short", lang, was=was, now=now)


def _overfull(found: Answer, lang: str) -> list[str]:
    """Schools that stay over-full though their area is not short: seats of an area are not moved between schools."""
    names = [
        say("overfull.of", lang, name=each.name, year=each.year, stage=named("stage", each.stage, lang), use=each.use)
        for each in overfull(found.after, found.case.years)
    ]
    return [say("overfull", lang, names=listed(names, lang))] if names else []


def _shortage(rows: Iterable[BalanceRow], several: bool, lang: str) -> str:
    """What is short in all, in which years, and where most."""
    short = [row for row in rows if row.balance < 0]
    if not short:
        return say("answer.never", lang)
    worst = min(short, key=lambda row: row.balance)
    place = named("stage", worst.stage, lang)
    if several:
        place = f"{worst.area}{'' if lang == 'zh' else ', '}{place}"
    years = spans(sorted({row.year for row in short}))
    n = -sum(row.balance for row in short)
    return say("answer.years", lang, n=n, years=years, year=worst.year, place=place, most=-worst.balance)


def _cost(found: Answer, lang: str) -> str:
    before, after = found.cost_before.wan, found.worth.built
    key = "answer.even" if before == after else "answer.less" if after < before else "answer.dearer"
    return say(key, lang, before=before, after=after, saved=abs(before - after))


def _kept(found: Answer, lang: str) -> list[str]:
    """What is built whatever is chosen, and why."""
    finished = [name_of(school) for school in found.standing]
    sentences = [say("kept.standing", lang, names=listed(finished, lang))] if finished else []
    for why in (BEGUN, ESTATE, MUST, KEPT):
        names = [name_of(each.candidate.school) for each in found.schedule.outcomes if each.candidate.kept == why]
        sentences += [say(f"kept.{why}", lang, names=listed(names, lang))] if names else []
    return sentences


def _overdue(found: Answer, lang: str) -> list[str]:
    """The schools whose year cannot be kept any more."""
    names = [name_of(school) for school in found.overdue]
    return [say("answer.overdue", lang, n=len(names), names=listed(names, lang))] if names else []
