"""What to do with the projects of a plan, in words and in a table: what is needed, and what comes without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.answers.gap.recommended import Need, Recommended, Shortage
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet

NAMED = 3
"""Projects that a sentence names."""
NTH = "一二三四五六"


def years_words(years: Sequence[int], lang: str) -> str:
    """Years, runs of them drawn together: no year that is not among them lies inside a run.

    >>> years_words((2029, 2030, 2031, 2033), "zh")
    '2029–2031、2033'
    """
    return listed(spans(years).split(", "), lang)


def listed(names: Sequence[str], lang: str) -> str:
    """Names in a row."""
    return say("list", lang).join(names)


def and_words(names: Sequence[str], lang: str) -> str:
    """The same, "and" before the last.

    >>> and_words(["a", "b", "c"], "en"), and_words(["a"], "en")
    ('a, b and c', 'a')
    """
    return say("list.last", lang).join([listed(names[:-1], lang), names[-1]] if len(names) > 1 else names)


def names_words(names: Sequence[str], lang: str, key: str = "do.names") -> str:
    """The first of some names, and by the words ``key`` how many there are where not all are told."""
    shown = listed(names[:NAMED], lang)
    return say(key, lang, names=shown, n=len(names)) if len(names) > NAMED else shown


def numbered(told: Sequence[str], lang: str) -> list[str]:
    """What to do, numbered where there are several things."""
    if len(told) == 1:
        return list(told)
    return [
        say("do.nth", lang, nth=n if lang == "en" else NTH[n - 1], words=words) for n, words in enumerate(told, start=1)
    ]


def to_do(found: Recommended | None, lang: str) -> list[str]:
    """What to do with the projects, a sentence for each kind of it; nothing where there is nothing to decide."""
    return list(_to_do(found, lang)) if found else []


def _to_do(found: Recommended, lang: str) -> Iterator[str]:
    for kind, needs, without, short in (
        ("check", found.check, "unbuilt", found.unbuilt),
        ("begin", found.begin, "unbegun", found.unbegun),
    ):
        if needs:
            yield say(
                f"do.{kind}",
                lang,
                names=_names(needs, lang),
                without=say(f"do.{without}" if len(needs) > 1 else f"do.{without}.one", lang),
                spare=say("do.and_spare", lang) if _beside_spare(found, needs) else "",
                shortages=_shortages(short, lang),
            )
    if found.later:
        until = [say("do.later.of", lang, name=_name(each), year=each.until) for each in found.later]
        spare_too = say("do.later.spare", lang) if _beside_spare(found, found.later) else ""
        yield say(
            "do.later",
            lang,
            names=names_words(until, lang),
            spare=spare_too,
            high=if_high_words(found.later_high, found.later_untried, lang),
        )
    if found.spare.schools:
        spare = found.spare
        seats = sum(sum(school.seats.values()) for school in spare.schools)
        every = spare.unknown == len(spare.schools)
        unknown = say("do.spare.unknown.all" if every else "do.spare.unknown", lang, n=spare.unknown)
        unknown = unknown if spare.unknown else ""
        names = names_words([each.name or each.id for each in spare.schools], lang)
        values = {"names": names, "seats": seats, "first": found.first, "last": found.last}
        yield say(
            "do.spare", lang, **values, high=if_high_words(found.spare_high, found.spare_untried, lang), unknown=unknown
        )
    if found.turn:
        yield _turn(found, lang)


def if_high_words(short: Sequence[Shortage], untried: Sequence[str], lang: str) -> str:
    """What is short if demand is high, and of which stages that was not tried."""
    told = say("do.if_high", lang, shortages=_shortages(short, lang)) if short else ""
    stages = and_words([named("stage", stage, lang) for stage in untried], lang) if untried else ""
    return told + (say("do.untried", lang, stages=stages) if untried else "")


def _beside_spare(found: Recommended, needs: Sequence[Need]) -> bool:
    """Whether something can be left out in the areas of some projects, which is taken to be so in what is said."""
    return bool({each.school.area for each in needs} & {school.area for school in found.spare.schools})


def _turn(found: Recommended, lang: str) -> str:
    turned = [
        say("do.turn.of", lang, name=each.school.name or each.school.id, into=into)
        for each, into in zip(found.turn, _turned(found, lang), strict=True)
    ]
    left = say("do.turn.left", lang, shortages=_shortages(found.left, lang)) if found.left else ""
    return say("do.turn", lang, names=names_words(turned, lang), targets=_targets(found, lang), left=left)


def _targets(found: Recommended, lang: str) -> str:
    """The stages that projects turn to, and when: those that are short, and those that are if demand is high."""
    parts = {}
    for name, unsure in {"sure": False, "unsure": True}.items():
        short: dict[str, set[int]] = {}
        for each in found.turn:
            if each.unsure == unsure:
                short.setdefault(each.target, set()).update(each.years)
        stages = [
            say("do.turn.years", lang, stage=named("stage", one, lang), years=years_words(sorted(years), lang))
            for one, years in short.items()
        ]
        if stages:
            parts[name] = say(f"do.turn.{name}", lang, stages=listed(stages, lang))
    return say("do.turn.both", lang, **parts) if len(parts) > 1 else "".join(parts.values())


def _turned(found: Recommended, lang: str) -> list[str]:
    """What each project could turn into."""
    return [
        say(
            "do.turn.into",
            lang,
            origin=named("stage", each.origin, lang),
            target=named("stage", each.target, lang),
            year=each.year,
            seats=each.seats,
        )
        for each in found.turn
    ]


def _name(need: Need) -> str:
    return need.school.name or need.school.id


def _names(needs: Sequence[Need], lang: str) -> str:
    return names_words([_name(each) for each in needs], lang)


def _shortages(found: Sequence[Shortage], lang: str) -> str:
    return say("answer.join", lang).join(_shortage(each, lang) for each in found)


def _shortage(found: Shortage, lang: str) -> str:
    key = "do.more" if found.anyway else "do.short"
    key = f"{key}.once" if len(found.years) == 1 else key
    values = {"years": years_words(found.years, lang), "worst": found.worst, "n": found.seats}
    return say(key, lang, stage=named("stage", found.stage, lang), **values)


def projects_sheet(found: Recommended, lang: str) -> list[Sheet]:
    """Every project that is needed, or could turn, with what comes without it; nothing where there is none."""
    needs = [(kind, each) for kind in ("check", "begin", "later") for each in getattr(found, kind)]
    rows = [
        [
            say(f"do.kind.{kind}", lang),
            _name(each),
            each.school.area,
            str(each.opens),
            "" if each.until is None else str(each.until),
            _shortage(each.short, lang),
        ]
        for kind, each in needs
    ]
    turned = [
        [say("do.kind.turn", lang), each.school.name or each.school.id, each.school.area, str(each.year), "", into]
        for each, into in zip(found.turn, _turned(found, lang), strict=True)
    ]
    if not rows and not turned:
        return []
    columns = [
        Column(say("do.kind", lang), rank=2),
        Column(label("name", lang), rank=0),
        Column(label("area", lang), rank=3),
        Column(label("opens", lang), number=True),
        Column(say("do.until", lang), number=True),
        Column(say("do.why", lang), rank=1),
    ]
    if len({row[2] for row in (*rows, *turned)}) == 1:
        columns, rows, turned = (
            [*columns[:2], *columns[3:]],
            *([[*row[:2], *row[3:]] for row in part] for part in (rows, turned)),
        )
    return [Sheet(say("do.projects", lang), columns, [*rows, *turned], [say("do.rule", lang)])]
