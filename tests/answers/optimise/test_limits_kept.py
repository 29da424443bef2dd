"""A search ends when it was told to: by its time, by Ctrl-C, whatever its size."""

from __future__ import annotations

import json
import math
import random
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import xuewei.answers.optimise.solver as running
from xuewei.answers.optimise.case import with_means
from xuewei.answers.optimise.cells import cells_of
from xuewei.answers.optimise.programme import UNMET, programme
from xuewei.answers.optimise.reasons import clash, prices
from xuewei.answers.optimise.schedule import chosen, planned, schedule, worth
from xuewei.answers.optimise.solve import Limits, in_turn, parts, solve_case
from xuewei.answers.optimise.solver import Stop, Watch, run
from xuewei.answers.optimise.start import begin, meets
from xuewei.answers.optimise.written import agree
from xuewei.cli.app import main
from xuewei.model.assessment import assess

import inside
from choices import case
from program import TOP, environment

MEANS = frozenset({"convert", "temporary", "large"})
CLASS_LIMIT = {"primary": 55.0, "middle": 60.0}


class Slow:
    """A solver that does not look up from its work until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()

    def setOptionValue(self, name: str, value: float) -> None:  # noqa: N802
        """As the solver has it."""

    def run(self) -> None:
        """Work until ``free``."""
        self.free.wait()


@pytest.mark.parametrize("seed", range(20))
def test_a_choice_to_begin_with_meets_every_row_and_is_worth_what_it_says(seed: int) -> None:
    """Without a solver: its columns meet the programme, and what they say is missing is what the seats come to."""
    _, people, plain = case(seed)
    for means in (frozenset[str](), MEANS):
        given = with_means(plain, people.assumptions.costs, means, CLASS_LIMIT, plain.standing[:, :, 0])
        problem = programme(given)
        values = begin(problem)
        if values is not None:
            assert meets(problem, values)
            what = worth(given, chosen(problem, values))
            assert problem.objectives[UNMET][0] @ values == what.values[UNMET]


def test_columns_that_break_a_row_are_no_choice_to_begin_with() -> None:
    """More of a group than there are, or less than none."""
    problem = programme(case(3)[2])
    values = begin(problem)
    assert values is not None
    for wrong in (-1.0, 100.0):
        broken = values.copy()
        broken[problem.opens[0].ravel()[0]] = wrong
        assert not meets(problem, broken)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("means", [frozenset[str](), MEANS])
def test_no_time_at_all_still_gives_a_whole_schedule(seed: int, means: frozenset[str]) -> None:
    """What the search begins with is checked against the engine like every answer, and nothing is claimed of it."""
    plan, people, with_budget = case(seed)
    costs = people.assumptions.costs
    for given in (with_budget, replace(with_budget, budget={})):
        asked = with_means(given, costs, means, CLASS_LIMIT, given.standing[:, :, 0] if means else None)
        if begin(programme(asked)) is None:
            continue
        found = solve_case(asked, Limits(0.0))
        assert found.choice is not None
        assert {level.ended for level in found.levels} <= {"time", "optimal"}
        what = worth(asked, found.choice)
        assert found.levels[0].value == what.values[UNMET]
        agree(asked, what, assess(planned(asked, plan, schedule(asked, found.choice)), people))


@pytest.mark.parametrize("seed", range(30))
def test_a_search_that_is_asked_to_stop_gives_what_it_has(seed: int) -> None:
    """Asked before it begins, every part has the choice that it would have begun with."""
    given = replace(case(seed)[2], budget={})
    found = solve_case(given, Limits(), Stop(asked=True))
    assert found.choice is not None
    assert {level.ended for level in found.levels} <= {"interrupted", "optimal"}


def test_parts_hold_no_more_than_their_own_areas() -> None:
    """Each place is in one part, each group and lever too, and a part is as large as its areas."""
    _, people, plain = case(11)
    given = with_means(plain, people.assumptions.costs, MEANS, CLASS_LIMIT, plain.standing[:, :, 0])
    found = parts(given)
    assert sorted(place for each in found for place in each.places) == list(np.ndindex(given.demand.shape[:2]))
    assert sorted(g for each in found for g in each.groups) == list(range(len(given.groups)))
    assert sorted(n for each in found for n in each.levers) == list(range(len(given.levers)))
    for each in found:
        assert len(each.case.areas) == len({area for area, _ in each.places})
        assert sum(piece.case.demand.sum() for piece in found) == given.demand.sum()


def test_cells_without_any_column_are_cells_all_the_same() -> None:
    """A case in which nothing may be chosen has offsets only."""
    given = replace(case(1)[2], groups=(), levers=())
    cells = cells_of(given, (), (), np.zeros(0, dtype=np.int64))
    assert not cells.filled().any()
    assert in_turn(programme(given), Limits(), Stop()).proven


def test_prices_are_told_to_be_unknown_where_there_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With time they are found, without they are None; a search that was interrupted asks for none."""
    seeds = (seed for seed in range(200) if case(seed)[2].budget and begin(programme(case(seed)[2])) is not None)
    given = case(next(seeds))[2]
    levels = solve_case(given, Limits()).levels
    assert prices(given, levels, Stop()) is not None
    assert prices(given, levels, Stop(asked=True)) is None


@pytest.mark.parametrize("asked", [False, True])
def test_a_solver_that_does_not_look_up_is_left_behind(asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its deadline, or when somebody asks; it is waited for when the program ends."""
    left: list[threading.Thread] = []
    monkeypatch.setattr(running, "LEFT", left)
    monkeypatch.setattr(running, "GRACE", 0.0)
    monkeypatch.setattr("atexit.register", lambda what: None)
    slow, watch = Slow(), Watch(Stop(asked=asked))
    assert not run(slow, watch, math.inf if asked else 0.0)  # type: ignore[arg-type]
    assert watch.over()
    assert [thread.is_alive() for thread in left] == [True]
    slow.free.set()
    running.wait()
    assert not left[0].is_alive()


def test_ctrl_c_ends_the_program_until_there_is_an_answer() -> None:
    """The first asks once there is an answer that was judged; before that, and the second time, it ends the program."""

    def twice(*, answer: bool, judged: bool) -> None:
        with running.heeding() as stop:
            stop.answer, stop.judged = answer, judged
            signal.raise_signal(signal.SIGINT)
            told.append(stop.asked)
            signal.raise_signal(signal.SIGINT)

    told: list[bool] = []
    for answer, judged, asked in ((False, True, []), (True, False, []), (True, True, [True])):
        told.clear()
        with pytest.raises(KeyboardInterrupt):
            twice(answer=answer, judged=judged)
        assert told == asked
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_clash_is_found_whatever_the_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what must open and budgets can clash: the same without anybody who wants a seat."""
    seeds = [seed for seed in range(200) if begin(programme(case(seed)[2])) is None]
    assert seeds
    for seed in seeds:
        given = case(seed)[2]
        whole, bare = clash(given), clash(replace(given, demand=np.zeros_like(given.demand)))
        assert (whole is None) == (bare is None)
        if whole is not None and bare is not None:
            assert (whole.must, whole.budget) == (bare.must, bare.budget)


def many_areas(folder: Path, areas: int) -> list[str]:
    """A made-up country with a school to be chosen in each area; the words that name it."""
    dice = random.Random(1)
    names = [f"区{n:03d}" for n in range(areas)]
    census = ["area,sex,age_from,age_to,persons,date,basis,source"]
    for area in names:
        for sex in ("male", "female"):
            for age in range(0, 86, 5):
                last = "" if age == 85 else age + 4
                census.append(f"{area},{sex},{age},{last},{dice.randint(2000, 4000)},2020-11-01,assumed,test")
    (folder / "census.csv").write_text("\n".join(census), encoding="utf-8")
    (folder / "assumptions.yaml").write_text("horizon: 2035\n", encoding="utf-8")
    lines = [f"plan: 试\narea: {names[0]}\nareas: [{', '.join(names[1:])}]\nyears: [2021, 2025]"]
    lines.append("base_seats: {year: 2020, seats: balanced, basis: assumed}\nschools:")
    for n, area in enumerate(names):
        seats = 270 * dice.randint(3, 8)
        lines.append(
            f"  - {{id: s{n}, type: primary, area: {area}, planned: {dice.randint(2021, 2025)},"
            f" seats: {{primary: {seats}}}, cost_wan: {round(seats * dice.uniform(3, 8))}, status: planned}}"
        )
    (folder / "plan.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["--now", "2021", "--plan", str(folder / "plan.yaml"), "--population", str(folder), "--format", "json"]


@pytest.mark.parametrize(
    "words", [[], ["--budget-default", "15000", "--allow", "convert,temporary,large"], ["--robust", "20"]]
)
def test_a_limit_of_two_seconds_is_kept_for_four_hundred_areas(words: list[str], tmp_path: Path) -> None:
    """Building counts: before that took minutes. The bound allows for a busy machine."""
    given = [*many_areas(tmp_path, 400), "--time-limit", "2", *words]
    command = [sys.executable, "-m", "xuewei", "optimise", *given]
    done = subprocess.run(command, capture_output=True, env=environment(), cwd=TOP, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["rows"]) >= 400


def interrupted(room: str, function: str, words: list[str]) -> tuple[int, str, str]:
    """How the program ends that gets Ctrl-C as soon as it calls a function: exit code and both outputs."""
    program = f"""
import sys
import xuewei.answers.optimise.{room} as room
from xuewei.cli.app import main
before = room.{function}
def told(*given):
    print("begun", file=sys.stderr, flush=True)
    return before(*given)
room.{function} = told
sys.argv = ["xuewei", "optimise", *{words!r}]
main()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=TOP,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        out, wrong = process.communicate(timeout=60)
    return process.returncode, out, wrong


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent to a process of its own")
@pytest.mark.parametrize(("room", "function"), [("answer", "case_of"), ("answer", "with_means"), ("robust", "chances")])
def test_ctrl_c_before_there_is_any_schedule_ends_with_130_and_writes_nothing(
    room: str, function: str, tmp_path: Path
) -> None:
    """While the case is counted, and, with draws, until a first schedule was held against them."""
    words = [
        *many_areas(tmp_path, 400),
        "--output",
        str(tmp_path / "s.yaml"),
        "--robust",
        "5000",
        "--time-limit",
        "2",
    ]
    code, out, wrong = interrupted(room, function, [*words, "--budget-default", "15000"])
    assert (code, out) == (130, "")
    assert "Traceback" not in wrong
    assert not (tmp_path / "s.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent to a process of its own")
def test_the_first_ctrl_c_in_a_large_search_gives_the_best_so_far(tmp_path: Path) -> None:
    """The solver may be deep in a relaxation that would take long: it is not waited for."""
    words = [*many_areas(tmp_path, 400), "--output", str(tmp_path / "s.yaml"), "--time-limit", "inf"]
    means = ["--budget-default", "15000", "--allow", "convert,temporary,large"]
    code, out, wrong = interrupted("solve", "search", [*words, *means])
    assert code == 0, wrong
    assert {each["ended"] for each in json.loads(out)["objectives"]} == {"interrupted"}
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8").startswith("#")
    plan = ["--plan", str(tmp_path / "plan.yaml"), "--population", str(tmp_path)]
    assert inside.run("gap", *plan, "--scenario", tmp_path / "s.yaml").returncode == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".yaml"}, "nothing of a half-written file"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is raised in a process of its own")
@pytest.mark.parametrize("second", ["xuewei.answers.optimise.answer.planned", "xuewei.tables.screen._table"])
def test_the_second_ctrl_c_ends_with_130_while_an_answer_is_checked_and_while_it_is_printed(
    second: str, tmp_path: Path
) -> None:
    """The first came in the search, and was heard: what comes after it is the program's to end as usual."""
    program = f"""
import signal, sys
from importlib import import_module
from xuewei.cli.app import main
def heard(room, function):
    room, before = import_module(room), getattr(import_module(room), function)
    def told(*given, **named):
        print(function, file=sys.stderr, flush=True)
        signal.raise_signal(signal.SIGINT)
        return before(*given, **named)
    setattr(room, function, told)
heard("xuewei.answers.optimise.solve", "search")
heard(*{second!r}.rsplit(".", 1))
sys.argv = ["xuewei", "optimise", *{many_areas(tmp_path, 30)[:-2]!r}]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), cwd=TOP, encoding="utf-8", timeout=60
    )
    assert done.returncode == 130
    assert set(done.stderr.splitlines()) == {"search", second.rpartition(".")[2]}


@pytest.mark.parametrize("areas", [5, 30])
def test_of_many_areas_only_those_are_shown_in_which_something_changes(
    areas: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small plan shows every stage of every area; the others of a large one are counted."""
    words = [*many_areas(tmp_path, areas)[:-2], "--lang", "en"]
    monkeypatch.setattr(sys, "argv", ["xuewei", "optimise", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code in (0, None)
    out = capsys.readouterr().out
    shown = out.count(": before and after")
    left = [int(line.split()[0]) for line in out.splitlines() if "are left out: xuewei gap" in line]
    assert (shown == 3 * areas) == (left == []) == (areas == 5)
    assert shown + sum(left) == 3 * areas
    assert shown
