"""Many scenarios: what they have in common is computed once, and several processes answer as one does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from itertools import islice, product
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from xuewei.answers.compare.grid import grid
from xuewei.cli import workers
from xuewei.cli.workers import answered, processes
from xuewei.errors import InputError
from xuewei.formats import project as projects
from xuewei.formats.plan.once import plan_reader
from xuewei.formats.project import open_project, read_project, read_sides, with_layers
from xuewei.formats.scenario import read as scenario_files
from xuewei.formats.scenario.read import Base
from xuewei.model import once as memory
from xuewei.model.assessment import Assessment, assess
from xuewei.model.once import Once
from xuewei.model.parameters import PARAMETERS, STAGE, YEAR, Amount, Count, OneOf

from inside import run
from processes import doubling, dying, slow
from program import TOP


def values(kind: object) -> list[str]:
    """Two values that a parameter of some kind may have."""
    if isinstance(kind, Amount):
        high = min(kind.high, 1) if kind.low < 1 else kind.high
        return [f"{kind.low + (high - kind.low) * share:g}" for share in (0.5, 0.75)]
    if isinstance(kind, Count):
        return [str(max(kind.low, min(kind.high, number))) for number in ((2030, 2036) if kind.low > 1000 else (1, 5))]
    if isinstance(kind, OneOf):
        return [*kind.known[:2]]
    return {"month_day": ["06-30", "09-30"], "seats": ["3000", "listed"]}[str(kind)]


SETTINGS = [
    (name, value)
    for each in PARAMETERS
    if each.kind is not None
    for name in [each.named({STAGE: "primary", YEAR: "2028", "": ""}[each.per])]
    for value in values(each.kind)
]
"""Every parameter that a scenario sets, with two values."""


def outcome(make: Callable[..., Assessment], *given: Any) -> Assessment | list[str]:
    """An assessment, or what is wrong."""
    try:
        return make(*given)
    except InputError as wrong:
        return [str(fault) for fault in wrong.faults]


def same(one: Assessment | list[str], other: Assessment | list[str]) -> bool:
    """Whether two outcomes are the same to the last bit."""
    if isinstance(one, list) or isinstance(other, list):
        return one == other
    tables = [
        (getattr(one, name)[stage], getattr(other, name)[stage])
        for name in ("seats", "usable", "demand", "base")
        for stage in one.seats
    ]
    tables.append((one.residents, other.residents))
    return one.rows() == other.rows() and all(left.tobytes() == right.tobytes() for left, right in tables)


@pytest.mark.parametrize("plan", [None, "district", "small_city"])
def test_no_parameter_is_taken_from_another_scenario(plan: str | None) -> None:
    """Each parameter twice, then again backwards, one memory for all: as each alone. What follows most of them differs,
    so that a memory that overlooks one is found out."""
    base, written, folk = open_project(plan and str(TOP / "examples" / plan / "plan.yaml"), (), None)
    once, read, differ = Once(), plan_reader(), 0
    plain = assess(*with_layers(base, written, folk), once=once)

    def alone(under: Base) -> Assessment:
        return assess(*with_layers(under, written, folk))

    def together(under: Base) -> Assessment:
        return assess(*with_layers(under, written, folk, read), once=once)

    by_itself: dict[tuple[str, str], Assessment | list[str]] = {}
    for name, value in [*SETTINGS, *reversed(SETTINGS)]:
        try:
            under = base.under(grid({name: [value]})[0][1])
        except InputError:  # a value that the parameter does not take
            continue
        if (name, value) not in by_itself:
            by_itself[name, value] = outcome(alone, under)
        wanted = by_itself[name, value]
        assert same(wanted, outcome(together, under)), (name, value)
        differ += not same(wanted, plain)
    assert differ > 40


@pytest.mark.parametrize("plan", [None, "district", "small_city"])
def test_totals_of_a_stage_are_those_of_its_rows(plan: str | None) -> None:
    """In all areas and years, and in some of them in another order; an area that there is not is refused as well."""
    found = assess(*read_project(plan and TOP / "examples" / plan / "plan.yaml", ())[:2])
    some = [*reversed(found.years)][:4], found.areas[::-2]
    for stage in (each.name for each in found.stages):
        assert found.totals_of(stage) == found.totals(found.rows(stages=[stage]))
        assert found.totals_of(stage, *some) == found.totals(found.rows(some[0], [stage], some[1]))
    with pytest.raises(KeyError):
        found.totals_of("primary", None, ["无此区"])


def ends(kind: object) -> list[str]:
    """The smallest and the largest value that a parameter of some kind takes."""
    if isinstance(kind, Amount | Count):
        return [f"{kind.low:.12g}", f"{kind.high:.12g}"]
    return {"month_day": ["01-01", "12-31"], "seats": ["0", "balanced"]}.get(str(kind), [])


@pytest.mark.parametrize("plan", ["examples/district", "examples/small_city", "tests/county"])
def test_at_its_ends_every_parameter_has_an_answer_or_a_fault(plan: str) -> None:
    """Never an error of the program, nor a warning of its arithmetic: with pupils on record, with a census."""
    base, written, folk = open_project(str(TOP / plan / "plan.yaml"), (), None)
    once, read, told = Once(), plan_reader(), dict[str, list[str]]()
    for each in PARAMETERS:
        name = each.named({STAGE: "primary", YEAR: "2028", "": ""}[each.per])
        for value in ends(each.kind):
            under = base.under(grid({name: [value]})[0][1])
            found = outcome(lambda under=under: assess(*with_layers(under, written, folk, read), once=once))
            if isinstance(found, list):
                told[f"{name}={value}"] = found
    assert list(told["horizon=2000"])
    assert not any("Error" in line for lines in told.values() for line in lines), told


def test_a_horizon_before_the_seats_is_a_fault_wherever_it_is_written(tmp_path: Path) -> None:
    """In a scenario at its line, in the assumptions of the folder, and of a grid; the year of the seats is answered."""
    shutil.copytree(TOP / "examples" / "district", tmp_path, dirs_exist_ok=True)
    plan, assumed = tmp_path / "plan.yaml", tmp_path / "population" / "assumptions.yaml"
    done = run("sweep", "--set", "horizon=2025,2027", "--plan", plan)
    assert (done.returncode, done.stdout) == (2, "")
    assert "set.horizon: 早于现有学位那一学年 2026" in done.stderr
    assert run("sweep", "--set", "horizon=2026", "--plan", plan).returncode == 0
    before = assumed.read_text(encoding="utf-8")
    assumed.write_text(f"{before}\nhorizon: 2025\n", encoding="utf-8")
    done = run("gap", "--plan", plan, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "assumptions.yaml:6: horizon: is before 2026, the school year of the seats in use" in done.stderr


def test_each_distinct_set_of_assumptions_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 48 combinations and the base: demand of six, people of three, plans of six, ledgers of these and the base."""
    counts: dict[str, int] = {}

    def counting(module: Any, name: str) -> None:
        real = getattr(module, name)

        def counted(*words: Any, **more: Any) -> Any:
            counts[name] = counts.get(name, 0) + 1
            return real(*words, **more)

        monkeypatch.setattr(module, name, counted)

    for name in ("forecast_demand", "projected", "inhabitants", "ledger"):
        counting(memory, name)
    from xuewei.formats.plan import once as plans

    counting(plans, "plan_of")
    plan, folk = (
        ("delivered_share=0.5,0.7,1", "opening_lag=0,2"),
        ("population.births=low,high", "inflow.middle=1.1,1.2"),
    )
    sets = [part for each in (*plan, *folk, "warning.red=1.1,1.2") for part in ("--set", each)]
    done = run("sweep", *sets, "--format", "csv")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1 + 3 * 49
    assert counts == {"forecast_demand": 5, "projected": 3, "inhabitants": 1, "ledger": 7, "plan_of": 6}


def test_beyond_its_room_a_memory_keeps_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    """And answers as before."""
    monkeypatch.setattr(memory, "ROOM", 20)
    monkeypatch.setattr(memory, "OBJECTS", 150)
    base, written, folk = open_project(None, (), None)
    once = Once()
    for births, lag in product(("low", "high", "medium"), ("0", "2")):
        under = base.under(grid({"population.births": [births], "opening_lag": [lag]})[0][1])
        sides = [assess(*with_layers(under, written, folk), once=each) for each in (None, once)]
        assert same(*sides)


def test_sides_that_have_a_plan_in_common_read_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios over one plan, one of them over another scenario: plan and people are read once for all, and each side
    is as it is alone."""
    whole = shutil.copytree(TOP / "examples" / "district", tmp_path / "whole")
    texts = {
        "a": "scenario: 甲\nextends: plan.yaml\nset: {opening_lag: 2}\n",
        "b": "scenario: 乙\nextends: a.yaml\nset: {delivered_share: 0.5}\n",
        "c": "scenario: 丙\nextends: plan.yaml\nset: {population.births: low}\n",
    }
    for name, text in texts.items():
        (whole / f"{name}.yaml").write_text(text, encoding="utf-8")
    asked = [str(whole / f"{name}.yaml") for name in texts]
    alone = [read_project(None, [each]) for each in asked]
    opened: list[str] = []

    def noting(module: Any, name: str) -> None:
        real = getattr(module, name)

        def read(at: object, *more: object) -> object:
            opened.append(str(at))
            return real(at, *more)

        monkeypatch.setattr(module, name, read)

    noting(scenario_files, "read_yaml")
    noting(projects, "population_of")
    together = read_sides(None, asked, (), None)
    assert [name for name, _ in together] == ["", "甲", "乙", "丙"]
    assert [side for _, side in together[1:]] == alone
    assert sorted(opened) == sorted([*asked, str(whole / "plan.yaml"), str(whole / "population")])


def test_several_processes_answer_in_order() -> None:
    """Both take part, in the order of one."""
    with closing(answered(slow, (), range(400), 2)) as found:
        answers = list(found)
    assert [number for number, _ in answers] == [2 * n for n in range(400)]
    assert len({who for _, who in answers}) == 2
    assert active_children() == []


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_first_fault_is_told(workers: int) -> None:
    """As one process tells it, with the answers before its part."""
    with closing(answered(doubling, (450,), range(1000), workers)) as found:
        assert [number for number, _ in islice(found, 440)] == [2 * n for n in range(440)]
        with pytest.raises(InputError) as wrong:
            list(found)
    assert [fault.found for fault in wrong.value.faults] == ["450"]
    assert active_children() == []


def test_what_a_process_loses_is_answered_here() -> None:
    """Where others die, all is answered all the same."""
    with closing(answered(dying, (os.getpid(),), range(300), 3)) as found:
        assert list(found) == [2 * n for n in range(300)]


def test_an_early_end_leaves_no_process() -> None:
    """Nobody goes on with what nobody waits for."""
    with closing(answered(slow, (), range(400), 2)) as found:
        next(found)
        assert active_children()
    assert active_children() == []


def test_what_cannot_be_sent_is_answered_here() -> None:
    """A function without a name, for one."""
    with closing(answered(lambda: lambda items: [*items], (), range(300), 2)) as found:
        assert list(found) == [*range(300)]


def test_a_sweep_by_two_processes_is_that_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, settings of people and of the plan."""
    sets = ("delivered_share=0.5,0.7,0.9,1", "opening_lag=0,1,2", "population.births=low,high", "inflow.middle=1,1.1")
    scenario = ["--scenario", str(TOP / "examples/one_year_late.yaml")]
    line = ["sweep", *scenario, *(part for each in sets for part in ("--set", each))]
    alone = run(*line, "--format", "json")
    sent: list[object] = []
    real = workers._send

    def sending(*words: Any) -> None:
        sent.append(words)
        real(*words)

    monkeypatch.setattr(workers, "_send", sending)
    monkeypatch.setattr("xuewei.cli.commands.sweep.processes", lambda count: 2)
    both = run(*line, "--format", "json")
    assert (both.returncode, both.stdout, both.stderr) == (0, alone.stdout, alone.stderr)
    assert sent


@pytest.mark.parametrize(
    ("count", "cores", "wanted"), [(199, 8, 1), (200, 8, 2), (5000, 8, 4), (5000, 1, 1), (300, 8, 3)]
)
def test_processes_are_as_many_as_pay(count: int, cores: int, wanted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One for few scenarios and on one core."""
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert processes(count) == wanted
