"""The backtest: errors that can be worked out by hand, and a guard against forecasts that know the future."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.accuracy.backtest import METHODS, Cover, LeakError, Score, backtest, naive, progression
from xuewei.answers.accuracy.backtest_view import _of_bands, _worse
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.errors import origins_of
from xuewei.model.pupils.ratios import Floats
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory, enrolment_history
from xuewei.model.stages import Stage

from inside import run

PRIMARY = Stage("primary", 6, 6, 45)
YEARS = range(2005, 2020)


def record(*, later_births: float = 1.0) -> EnrolmentHistory:
    """Two areas whose pupils and births wander; births of each year are revised five years later."""
    chance = np.random.default_rng(11)
    pupils = [
        EnrolmentRow(area, year, "primary", grade, int(chance.integers(900, 1100)), "published", "test")
        for area in ("甲", "乙")
        for year in YEARS
        for grade in range(1, 7)
    ]
    births = []
    for area in ("甲", "乙"):
        for year in range(1995, 2020):
            count = float(chance.integers(900, 1100))
            births.append(BirthsRow(area, year, count, "published", "test", date(year, 12, 31), year))
            revised = count * 1.1 * later_births
            births.append(BirthsRow(area, year, revised, "published", "test", date(year, 12, 31), year + 5))
    return enrolment_history(pupils, births, [PRIMARY], (8, 31))


def growing() -> EnrolmentHistory:
    """One area that doubles every year."""
    rows = [EnrolmentRow("甲", 2010 + n, "primary", None, 100 * 2**n, "published", "test") for n in range(8)]
    return enrolment_history(rows, [], [PRIMARY], (8, 31))


def test_errors_by_hand() -> None:
    """The last value of what doubles is half of what comes a year later, a quarter two years later; never too high."""
    found = backtest(growing(), [2013, 2014, 2015], [1, 2], {"naive": naive}).scores()
    assert [(each.lead, each.mape, each.bias, each.too_high, each.points) for each in found] == [
        (1, 0.5, -0.5, 0.0, 3),
        (2, 0.75, -0.75, 0.0, 3),
    ]


def test_every_method_passes_the_guard_with_both_vintages_of_births() -> None:
    """No method that we compare knows what came after its origin."""
    for history in (record(), replace(record(), revised=True)):
        found = backtest(history, origins_of(history), range(1, 8))
        assert set(found.errors) == set(METHODS)
        assert all(np.isfinite(errors[0]).all() for errors in found.errors.values())


def _peeks_at_pupils(known: KnownHistory, last: int) -> Floats:
    """A forecast that looks up one later number behind the back of its view."""
    found = progression(known, last)
    later = known.history.truth(range(last, last + 1))[0, 0, 0]
    found[1, 0, 0] += 0 if np.isnan(later) else 1e-6 * later
    return found


def _peeks_at_births(known: KnownHistory, last: int) -> Floats:
    """A forecast that takes births as they were revised later."""
    return progression(replace(known, history=replace(known.history, revised=True)), last)


@pytest.mark.parametrize("leaky", [_peeks_at_pupils, _peeks_at_births])
def test_the_guard_catches_a_planted_leak(leaky: object) -> None:
    """One later figure that moves a forecast, by however little, ends the backtest."""
    with pytest.raises(LeakError, match="the forecast leaky from 2010 knows what came later"):
        backtest(record(), [2010], [1, 2, 3], {"naive": naive, "leaky": leaky})  # type: ignore[dict-item]


def test_what_comes_after_an_origin_changes_nothing_of_its_forecast() -> None:
    """Later pupils, later births and later revisions may be anything; the forecast is the same to the last bit."""
    whole = record()
    cut = whole.enrolment.year <= 2012
    shorter = replace(whole, enrolment=whole.enrolment.where(cut), births=record(later_births=7.0).births)
    newer = shorter.births.published <= 2012
    shorter = replace(shorter, births=replace(shorter.births, persons=np.where(newer, whole.births.persons, 1e9)))
    assert np.array_equal(progression(whole.known_at(2012), 2019), progression(shorter.known_at(2012), 2019))


def test_pupils_published_later_move_the_moment_of_what_is_known() -> None:
    """Where pupils of a year are published in the next one, births published by then are known as well."""
    history = record()
    late = replace(history, enrolment=replace(history.enrolment, published=history.enrolment.year + 1))
    assert history.known_at(2012).moment == 2012
    assert late.known_at(2012).moment == 2013
    assert late.known_at(2012).births(range(2008, 2009))[0, 0] > history.known_at(2012).births(range(2008, 2009))[0, 0]


def test_stages_and_leads_without_anything_to_compare_have_no_score() -> None:
    """Births are not on record, so nobody can be forecast by ages; a lead past the record is silent."""
    found = backtest(growing(), [2013], [1, 4, 5], METHODS).scores()
    assert {(each.method, each.lead) for each in found} == {("naive", 1), ("naive", 4)}


def folder(path: Path, years: Sequence[int], *, born: bool = True, graded: bool = True) -> Path:
    """A town whose primary pupils grow by a twentieth a year, and whose births, if any are on file, wander."""
    grades = range(1, 7) if graded else ("",)
    rows = [
        f"甲,{year},primary,{grade},{round(100 * 1.05 ** (year - 2012 + n))}"
        for year in years
        for n, grade in enumerate(grades)
    ]
    (path / "enrolment.csv").write_text("area,year,stage,grade,pupils\n" + "\n".join(rows) + "\n", encoding="utf-8")
    if born:
        births = [f"甲,{year},{100 + year * 7 % 5}" for year in range(1995, 2024)]
        (path / "births.csv").write_text("area,year,births\n" + "\n".join(births) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("leads", "told"),
    [("1:2", "leads 1–2: the 50% band"), ("2", "lead 2: the 50% band"), ("1:7", "leads 1–4: the 50% band")],
)
def test_the_leads_that_are_added_up_are_the_ones_told(tmp_path: Path, leads: str, told: str) -> None:
    """Those that were asked for and have bands, up to four."""
    shown = run("backtest", folder(tmp_path, range(2008, 2024)), "--leads", leads, "--lang", "en").stdout
    lines = " ".join(shown.split())
    assert f"births as known at the time, {told}" in lines
    assert lines.count("the 50% band holds") == 1


def test_a_record_without_births_does_not_claim_to_know_them(tmp_path: Path) -> None:
    """Neither in headings nor below them, in both languages; machines read the same key as ever."""
    path = folder(tmp_path, range(2012, 2024), born=False)
    shown = run("backtest", path, "--lang", "en").stdout
    assert "Errors of forecasts, primary · no births on record" in shown
    assert "as known at the time" not in shown
    assert "小学预测误差 · 没有出生数" in run("backtest", path).stdout
    assert {each["births"] for each in json.loads(run("backtest", path, "--format", "json").stdout)["rows"]} == {
        "known"
    }


def test_nothing_is_said_of_bands_and_methods_that_are_not_there(tmp_path: Path) -> None:
    """A whole stage without births has no forecast by grades: the columns go, and a sentence says why."""
    shown = run("backtest", folder(tmp_path, range(2012, 2024), born=False, graded=False), "--lang", "en").stdout
    lines = " ".join(shown.split())
    assert "No forecast by grades: primary (grades without rows, or a whole stage without births)." in lines
    assert "lead last value ─" in lines
    assert "Bands come from" not in lines
    assert "those of grades" not in lines


def test_too_few_errors_for_a_band_are_said(tmp_path: Path) -> None:
    """Instead of where bands come from."""
    shown = run("backtest", folder(tmp_path, range(2018, 2024)), "--lang", "en").stdout
    lines = " ".join(shown.split())
    assert "primary: no band. It takes 4 years of past errors, which is 8 years of pupils in a row" in lines
    assert "Bands come from" not in lines
    assert "band ±" not in lines


def test_every_plainer_way_that_was_nearer_is_named() -> None:
    """With the leads at which it was, as the table shows the errors."""
    scores = [
        Score("primary", lead, method, error, 0.0, 0.0, 1)
        for method, errors in {"grades": (0.010, 0.020), "naive": (0.011, 0.019), "ages": (0.009, 0.019)}.items()
        for lead, error in enumerate(errors, start=1)
    ]
    told = _worse("primary", "births", scores, "en")
    assert told == ["primary (births): grades are worse than last value (lead 2), ages (leads 1–2)."]


@pytest.mark.parametrize("areas", [1, 2])
@pytest.mark.parametrize("born", [True, False])
def test_bands_are_said_to_be_made_of_what_they_are_made_of(areas: int, *, born: bool) -> None:
    """One area has no part that areas share, and a record without births no error of births."""
    names, stages = [f"area {n}" for n in range(areas)], [Stage("primary", 6, 1, 45)]
    rows = [EnrolmentRow(name, year, "primary", 1, 100, "assumed", "") for name in names for year in range(2010, 2020)]
    births = [
        BirthsRow(name, year, 100, "assumed", "", date(year, 12, 31)) for name in names for year in range(2000, 2020)
    ]
    history = enrolment_history(rows, births if born else [], stages, (8, 31))
    held = Cover("primary", 1, 0.8, 0.8, 9, 0.1, None, 0)
    (said,) = _of_bands(history, [[held]], "en")
    assert ("in common" in said) == (areas > 1)
    assert ("error of births" in said) == born
