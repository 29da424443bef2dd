"""The figures of docs/accuracy.md and docs/accuracy.en.md, as tables: none of them is typed by hand."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from xuewei.answers.accuracy.backtest import backtest, mean_ratios, naive, progression
from xuewei.formats.population.folder import read_enrolment
from xuewei.language.words import named
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

from inside import run
from program import TOP

ROLLS = TOP / ".." / "shared" / "facts" / "school_rolls"
"""Pupils of a real district by school and grade; no part of the project."""
CLOSED = 2020
"""The year in which the schools of that district were closed."""
PAGES = {TOP / "docs" / "accuracy.md": "zh", TOP / "docs" / "accuracy.en.md": "en"}
"""The pages, and their languages."""
COUNTY = 20_000
"""Primary pupils of the county in which errors are told as children."""
LEADS = (1, 2, 3, 4, 5)
Floats = np.ndarray[Any, np.dtype[np.float64]]
Rows = list[list[str]]


def blocks(lang: str) -> Iterator[tuple[str, str]]:
    """The names of the blocks of a page, and their text; what cannot be made here is left out."""
    yield "answer", _answer(lang)
    yield "errors", _errors(lang)
    yield "reliance", _reliance(lang)
    yield "shocks", _shocks(lang)
    if ROLLS.exists():
        yield "sizes", _sizes(lang)
        yield "closed", _closed(lang)
    yield "backtest", run("backtest", "china", "--format", "md", "--lang", lang, cwd=TOP).stdout.strip() + "\n"


def with_blocks(text: str, lang: str) -> str:
    """A page with its blocks as they are today."""
    for name, found in blocks(lang):
        lines = "\n".join(line.rstrip() for line in found.splitlines())
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        place = mark.search(text)
        assert place, name
        start, end = place.span()
        text = f"{text[:start]}<!-- {name} -->\n\n{lines}\n\n<!-- end -->{text[end:]}"
    return text


def _table(head: Sequence[str], rows: Rows, words: int = 1) -> str:
    """A table whose first ``words`` columns are words and the others figures."""
    under = ["---" if n < words else "---:" for n in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, under, *rows))


@cache
def _scores() -> Mapping[tuple[str, str, int], dict[str, Any]]:
    """What the backtest of the nation says of our forecasts, by births, stage and lead."""
    found = json.loads(run("backtest", "china", "--format", "json", cwd=TOP).stdout)["rows"]
    return {(each["births"], each["stage"], each["lead"]): each for each in found if each["method"] == "grades"}


@cache
def _county() -> Mapping[str, tuple[float, int]]:
    """Pupils of the county by stage, as the nation has them in its newest year, and the size of a class."""
    record = read_enrolment("china")
    pupils: dict[tuple[str, int], float] = {}
    for row in record.rows.enrolment:
        if row.grade is None:
            pupils[row.stage, row.year] = row.pupils
    last = max(year for _, year in pupils)
    scale = COUNTY / pupils["primary", last]
    return {each.name: (round(pupils[each.name, last] * scale, -2), each.class_size) for each in record.history.stages}


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _wrong(stage: str, lead: int) -> tuple[float, float, float]:
    """The mean error of a stage so many years ahead: its share, and children and classes of the county."""
    share = float(_scores()["known", stage, lead]["mape"])
    pupils, size = _county()[stage]
    return share, round(share * pupils, -1), share * pupils / size


def _answer(lang: str) -> str:
    """What to expect of primary schools, in a sentence."""
    (one, pupils, classes), (three, more, rooms), (five, _, _) = (_wrong("primary", lead) for lead in (1, 3, 5))
    return {
        "zh": f"**明年的小学生总数，平均错 {one:.1%}：{COUNTY:,} 名小学生的县约 {pupils:,.0f} 人、{classes:.0f} 个班；三年后错 {three:.1%}，约 {more:,.0f} 人、{rooms:.0f} 个班；五年后错 {five:.1%}。**",
        "en": f"**Next year's primary pupils are wrong by {one:.1%} on average: in a county of {COUNTY:,} about {pupils:,.0f} children, {classes:.0f} classes; three years ahead by {three:.1%}, about {more:,.0f} children, {rooms:.0f} classes; five years ahead by {five:.1%}.**",
    }[lang]


def _errors(lang: str) -> str:
    """Errors by stage and lead, as shares and as children and classes of the county."""
    head = {
        "zh": ("学段", "往后几年", "平均错", "全县错多少人", "合几个班", "用修订后的出生数", "80% 区间 ±", "区间装住"),
        "en": ("stage", "years ahead", "mean error", "children", "classes", "revised births", "80% band ±", "it held"),
    }[lang]
    rows = []
    for stage, (pupils, _) in _county().items():
        for lead in LEADS:
            share, children, classes = _wrong(stage, lead)
            known, revised = (_scores()[births, stage, lead] for births in ("known", "revised"))
            half, holds = known["half_80"], known["holds_80"]
            name = f"{named('stage', stage, lang)} ({pupils:,.0f})"
            cells = [name, str(lead), _percent(share), f"{children:,.0f}", f"{classes:.0f}"]
            rows.append([*cells, _percent(revised["mape"]), _percent(half), "—" if holds is None else f"{holds:.0%}"])
    return _table(head, rows)


def _reliance(lang: str) -> str:
    """For how many years ahead the mean error of a stage stayed within a share."""
    heads = {
        "zh": ("学段", *(f"平均错在 {n}% 以内" for n in (2, 5))),
        "en": ("stage", *(f"within {n}% for" for n in (2, 5))),
    }
    none, word = {"zh": ("一年也没有", "{} 年"), "en": ("no year", "{} y.")}[lang]
    rows = []
    for stage in _county():
        found = []
        for share in (0.02, 0.05):
            leads = [lead for lead in range(1, 8) if ("known", stage, lead) in _scores()]
            good = next(
                (n for n, lead in enumerate(leads) if _scores()["known", stage, lead]["mape"] > share), len(leads)
            )
            found.append(word.format(good) if good else none)
        rows.append([named("stage", stage, lang), *found])
    return _table(heads[lang], rows)


def _rolls(*, by_school: bool, born: bool) -> EnrolmentHistory:
    """The district as one area of six grades, or its schools each as one, with or without its births."""
    pupils: Counter[tuple[str, int, int]] = Counter()
    with open(ROLLS / "enrollment_school_grade.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pupils[row["school"] if by_school else "D", int(row["year"]), int(row["grade"]) + 1] += int(row["students"])
    with open(ROLLS / "births.csv", encoding="utf-8") as file:
        births = {int(row["year"]): float(row["births"]) for row in csv.DictReader(file)}
    return enrolment_history(
        [EnrolmentRow(*key[:2], "primary", key[2], n, "published", "rolls") for key, n in pupils.items()],
        [BirthsRow("D", year, n, "published", "rolls", date(year, 12, 31)) for year, n in births.items() if born],
        [Stage("primary", 5, 6, 25)],
        (8, 31),
    )


def _mean(values: Floats, axis: int) -> Floats:
    """Means of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    n = known.sum(axis=axis)
    return np.where(n > 0, np.where(known, values, 0.0).sum(axis=axis) / np.maximum(n, 1), np.nan)


@cache
def _of_rolls(by_school: bool, born: bool, closed: bool) -> tuple[Mapping[str, list[float]], float]:
    """Mean errors of each method by lead, before schools closed or from then on, and the pupils of an area."""
    history = _rolls(by_school=by_school, born=born)
    origins = range(CLOSED, CLOSED + 4) if closed else range(2003, CLOSED - 1)
    methods = {"grades": progression, "naive": naive, "mean_ratios": mean_ratios}
    test = backtest(history, origins, LEADS, methods)
    late = np.add.outer(test.origins, test.leads) >= CLOSED
    found = {}
    for method, errors in test.errors.items():
        wrong = np.where(late[:, :, None] & (not closed), np.nan, np.abs(errors[:, :, :, 0]))
        found[method] = [float(each) for each in _mean(_mean(wrong, 2), 0)]
    whole = history.truth(range(2003, CLOSED))[:, :, :6].sum(axis=2)
    return found, float(np.nanmedian(np.where(whole > 0, whole, np.nan)))


def _sizes(lang: str) -> str:
    """Errors by lead of the nation, a district and its schools."""
    head = {"zh": ("记录", "小学生", *(f"{n} 年" for n in LEADS)), "en": ("record", "pupils", *map(str, LEADS))}[lang]
    names = {
        "zh": ("全国", "一个区，有出生数", "同一个区，没有出生数", "区内各校，各自单独预测"),
        "en": ("nation", "a district, births known", "the district, births unknown", "its schools, each by itself"),
    }[lang]
    primary = [_scores()["known", "primary", lead]["mape"] for lead in LEADS]
    rows = [[names[0], "—", *map(_percent, primary)]]
    for name, by_school, born in zip(names[1:], (False, False, True), (True, False, False), strict=True):
        found, pupils = _of_rolls(by_school, born, False)
        rows.append([name, f"{round(pupils, -1 if by_school else -2):,.0f}", *map(_percent, found["grades"])])
    return _table(head, rows)


def _shocks(lang: str) -> str:
    """What the shocks on record did to forecasts made before them."""
    head = {"zh": ("发生了什么", "有多大", "预测错了多少"), "en": ("what came", "how large", "error of the forecast")}[
        lang
    ]
    births: dict[int, list[BirthsRow]] = {}
    for row in read_enrolment("china").rows.births:
        births.setdefault(row.year, []).append(row)
    newest = {year: max(rows, key=lambda row: row.published_year or 0).births for year, rows in births.items()}
    first = {year: min(rows, key=lambda row: row.published_year or 0).births for year, rows in births.items()}
    revised = max(newest[year] / first[year] - 1 for year in newest)
    last = min((year for year in newest if year >= 2016), key=lambda year: newest[year])
    known, after = (_scores()[births, "primary", 5]["mape"] for births in ("known", "revised"))
    early, late = (_scores()["known", "kindergarten", lead]["mape"] for lead in (3, 7))
    words = {
        "zh": (
            ("2020 年普查后修订出生数", f"最多 +{revised:.0%}", f"小学提前 5 年 {known:.1%}；要是早知道修订数 {after:.1%}"),
            (f"2016 到 {last} 年出生数下降", f"{newest[last] / newest[2016] - 1:.0%}", f"幼儿园提前 3 年 {early:.1%}，提前 7 年 {late:.1%}"),
        ),
        "en": (
            ("births revised after the census of 2020", f"up to +{revised:.0%}", f"primary, 5 years ahead: {known:.1%}; had the revision been known {after:.1%}"),
            (f"births fell from 2016 to {last}", f"{newest[last] / newest[2016] - 1:.0%}", f"kindergarten, 3 years ahead {early:.1%}, 7 years ahead {late:.1%}"),
        ),
    }[lang]  # fmt: skip
    return _table(head, [list(each) for each in words], 3)


def _closed(lang: str) -> str:
    """The sentence on the year in which the schools of the district were closed."""
    found, _ = _of_rolls(False, True, True)
    ours, plain = (", ".join(_percent(each) for each in found[name][:3]) for name in ("grades", "mean_ratios"))
    return {
        "zh": f"2020 年停课的那个区，那年以后提前 1、2、3 年错 {ours}；三年平均升级率错 {plain}。",
        "en": f"The district closed its schools in 2020; from then on errors 1, 2, 3 years ahead were {ours}, against {plain} of mean ratios of three years.",
    }[lang]
