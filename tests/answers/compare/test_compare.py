"""Scenarios side by side, and every combination of parameters."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import pty
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xuewei import assess, read_plan, read_population
from xuewei.answers.compare.standings import Standing
from xuewei.answers.compare.view import compare, compare_answer
from xuewei.tables.view import text_of

from inside import run
from program import TOP, environment

EXAMPLES = [f"examples/{name}.yaml" for name in ("one_year_late", "without_2025", "grade_by_grade")]


def lines_of(*words: str | Path) -> list[dict[str, Any]]:
    """The JSON rows of a command run from the top of the project."""
    found: list[dict[str, Any]] = json.loads(run(*words, "--format", "json", cwd=TOP).stdout)["rows"]
    return found


def test_every_line_is_what_gap_says_of_that_scenario() -> None:
    """Worst balance, first and last year of shortage, the end: worked out again from the rows of `gap`."""
    lines = lines_of("compare", *EXAMPLES)
    assert [line["scenario"] for line in lines[::3]] == ["base", "延期一年", "取消2025年项目", "逐年招生"]
    for n, words in enumerate([[], *(["--scenario", path] for path in EXAMPLES)]):
        rows = lines_of("gap", *words)
        for line in lines[3 * n : 3 * n + 3]:
            own = [row for row in rows if row["stage"] == line["stage"]]
            short = [row["year"] for row in own if row["balance"] < 0]
            worst = min(own, key=lambda row: row["balance"])
            assert (line["worst_balance"], line["worst_year"]) == (worst["balance"], worst["year"])
            assert (line["first_short"], line["last_short"], line["years_short"]) == (short[0], short[-1], len(short))
            assert (line["last_year"], line["last_balance"]) == (2035, own[-1]["balance"])
            assert line["worst_need_only"] == min(0, worst["balance"])


def test_best_and_worst_are_marked_within_a_stage() -> None:
    """The largest of the worst balances is best; where all are equal nobody is."""
    lines = lines_of("compare", *EXAMPLES)
    for stage in ("kindergarten", "primary", "middle"):
        own = [line for line in lines if line["stage"] == stage]
        worst = [line["worst_balance"] for line in own]
        for line in own:
            ends = (line["worst_balance"] == max(worst), line["worst_balance"] == min(worst))
            if max(worst) == min(worst):
                ends = False, False
            assert ("worst_balance" in line["best"].split(), "worst_balance" in line["worst"].split()) == ends
            empty = [abs(each["last_balance"]) for each in own]
            nearest = abs(line["last_balance"]) == min(empty) < max(empty)
            assert ("last_balance" in line["best"].split()) == nearest
    table = run("compare", *EXAMPLES, cwd=TOP).stdout
    assert "最好" in table
    assert "最差" in table


def test_costs_are_of_the_schools_that_are_built(tmp_path: Path) -> None:
    """A cancelled school costs nothing, a dearer plan is marked, what nobody wrote is estimated by the seat, and the
    note counts how many schools that is and names the key."""
    for name, change in (("gone", "status: cancelled"), ("dear", "cost_wan: 20000")):
        text = f"scenario: {name}\nextends: plan_2021_2025\nchange: [{{id: 2021-nine-year-1, {change}}}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    lines = lines_of("compare", tmp_path / "gone.yaml", tmp_path / "dear.yaml", "--stage", "middle")
    estimated = 5.0 * (7590 + 24300 + 14700 - 1620 - 1200)
    assert [line["cost_wan"] for line in lines] == [estimated + wan for wan in (11000, 0, 20000)]
    assert [line["cost_estimated"] for line in lines] == [31, 31, 31]
    assert [("cost_wan" in line["best"], "cost_wan" in line["worst"]) for line in lines] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    told = run("compare", tmp_path / "dear.yaml").stdout
    assert (
        "投资：32 所中写明 1 所，其余 31 所按每学位 5 万元估（assumptions.yaml 的 costs.seat，推算，3.5–7.4）。" in told
    )


def test_over_several_areas_both_totals_show() -> None:
    """Netted and need only, worked out again from the totals of `gap`."""
    path = "examples/counties/scenarios/one_a_year.yaml"
    lines = lines_of("compare", path)
    totals = json.loads(run("gap", "--scenario", path, "--format", "json", cwd=TOP).stdout)["totals"]
    for line in (line for line in lines if line["scenario"] != "base"):
        own = [total for total in totals if total["stage"] == line["stage"]]
        assert line["worst_balance"] == min(total["netted"] for total in own)
        assert line["worst_need_only"] == min(total["need_only"] for total in own)
    assert any(line["worst_balance"] != line["worst_need_only"] < 0 for line in lines)
    assert "最大缺口（只计缺口）" in run("compare", path, cwd=TOP).stdout


def test_plans_can_stand_beside_scenarios(tmp_path: Path) -> None:
    """The base once only; names that are equal are told apart by their files; `--scenario` lies under all."""
    late = TOP / "examples" / "one_year_late.yaml"
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(late.read_bytes())
    names = [line["scenario"] for line in lines_of("compare", "plan_2021_2025", late, copy, "--stage", "middle")]
    assert names == ["base", "延期一年", f"延期一年 ({copy})"]
    lines = lines_of("compare", "examples/without_2025.yaml", "--scenario", late, "--stage", "middle")
    assert [line["worst_balance"] for line in lines] == [-689, -689]


def test_plans_of_different_places_stand_side_by_side() -> None:
    """Each over its own areas; a place that only one of them has is a wrong command line for the other."""
    paths = ["examples/small_city/scenarios/one_year_late.yaml", "examples/one_year_late.yaml"]
    lines = lines_of("compare", *paths, "--stage", "middle")
    assert [line["scenario"] for line in lines] == ["base", "延期一年", f"延期一年 ({paths[1]})"]
    assert lines[2]["worst_balance"] == -689
    done = run("compare", *paths, "--area", "东区", cwd=TOP)
    assert (done.returncode, done.stdout) == (2, "")


GRID = {"opening_lag": ["0", "1", "2"], "population.births": ["low", "high"]}


def test_a_grid_is_every_combination_as_a_scenario_of_its_own(tmp_path: Path) -> None:
    """The base first, then each combination: the numbers that a scenario file with these values gives."""
    words = [part for name, values in GRID.items() for part in ("--set", f"{name}={','.join(values)}")]
    lines = lines_of("sweep", *words, "--stage", "middle", "--stage", "kindergarten")
    assert [line["scenario"] for line in lines[:2]] == ["base", "base"]
    combinations = list(itertools.product(*GRID.values()))
    assert [(line["opening_lag"], line["population.births"]) for line in lines[2::2]] == combinations
    for n, values in enumerate(combinations):
        path = tmp_path / "one.yaml"
        settings = ", ".join(f"{name}: {value}" for name, value in zip(GRID, values, strict=True))
        path.write_text(f"scenario: 一\nextends: plan_2021_2025\nset: {{{settings}}}\n", encoding="utf-8")
        alone = lines_of("compare", path, "--stage", "middle", "--stage", "kindergarten")[2:]
        for line, wanted in zip(lines[2 * n + 2 : 2 * n + 4], alone, strict=True):
            keys = ("stage", "worst_balance", "worst_year", "first_short", "last_short", "last_balance", "cost_wan")
            assert {key: line[key] for key in keys} == {key: wanted[key] for key in keys}


def test_every_line_ends_at_its_own_horizon() -> None:
    """A grid of horizons is no grid of equal lines; with `--to` all end there."""
    lines = lines_of("sweep", "--set", "horizon=2030,2040", "--stage", "middle")
    assert [line["last_year"] for line in lines] == [2035, 2030, 2040]
    lines = lines_of("sweep", "--set", "horizon=2030,2040", "--stage", "middle", "--to", "2038")
    assert [line["last_year"] for line in lines] == [2038, 2038, 2038]


@pytest.mark.parametrize("words", [("compare", EXAMPLES[0]), ("sweep", "--set", "horizon=2030,2040")])
def test_lines_stop_at_the_year_asked_for(words: tuple[str, ...]) -> None:
    """Below the horizon too: the end, the tightest year and the years short are those of `gap` up to it."""
    rows = lines_of("gap", "--to", "2021", "--stage", "primary")
    line = lines_of(*words, "--to", "2021", "--stage", "primary")[0]
    worst = min(rows, key=lambda row: row["balance"])
    assert (line["last_year"], line["last_balance"]) == (2021, rows[-1]["balance"])
    assert (line["worst_year"], line["worst_balance"]) == (worst["year"], worst["balance"])
    assert line["years_short"] == sum(row["balance"] < 0 for row in rows)
    assert line["years_short"] < lines_of(*words, "--stage", "primary")[0]["years_short"]


def test_lines_of_different_ends_are_not_ranked_by_year() -> None:
    """A shorter line holds fewer years of shortage; cost is of the whole plan. The note says why, and what helps."""
    words = "sweep", "--set", "horizon=2026,2030"
    lines = lines_of(*words)
    assert len({line["last_year"] for line in lines}) == 3
    assert {name for line in lines for side in ("best", "worst") for name in line[side].split()} <= {"cost_wan"}
    shown = "".join(run(*words, cwd=TOP).stdout.split())
    assert "止于不同的年份（horizon：2026、2030、2035）" in shown
    assert "用--to2026使各情景止于同一年" in shown
    assert "最紧的一年，最好" not in shown
    assert "differentyears" not in "".join(run(*words, "--to", "2026", "--lang", "en", cwd=TOP).stdout.split())
    assert "--to 2026 ends all" in " ".join(run(*words, "--lang", "en", cwd=TOP).stdout.split())


def test_a_grid_as_csv_has_a_column_for_every_parameter() -> None:
    """One header line, one line for each combination and stage."""
    words = ["--set", "opening_lag=0,2", "--set", "inflow.middle=1.0,1.1", "--format", "csv"]
    rows = list(csv.DictReader(io.StringIO(run("sweep", *words).stdout)))
    assert list(rows[0])[:4] == ["scenario", "opening_lag", "inflow.middle", "stage"]
    assert len(rows) == 3 * (1 + 2 * 2)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("opening_leg=1", "set.opening_leg: is not a parameter. Did you mean opening_lag?"),
        ("opening_lag=1,x", "set.opening_lag: must be a whole number from 0 to 20 (found x)"),
        (
            "participation.midle=1",
            "is not a known stage (found midle). Did you mean middle?",
        ),
        ("opening_lag", "must be NAME=V1,V2"),
        ("opening_lag=1,,2", "must be NAME=V1,V2"),
    ],
)
def test_a_slip_in_a_grid_is_a_wrong_command_line(value: str, told: str) -> None:
    """Exit 2 and the reason, before anything is computed."""
    done = run("sweep", "--set", value, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


LONG = ["sweep", "--set", f"delivered_share={','.join(f'{n / 20:g}' for n in range(20))}", "--stage", "middle"]
AT_ONCE = "import xuewei.cli.progress as bar; bar.PATIENCE = -1; from xuewei.cli.app import main; main()"
"""The program, to which everything takes too long."""


def read(end: int) -> bytes:
    """What there is to read; nothing where the other end is closed."""
    try:
        return os.read(end, 65536)
    except OSError:
        return b""


def test_a_long_sweep_shows_a_bar_on_a_terminal() -> None:
    """Where it takes long standard error says how far it is; what is printed stays clean."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", AT_ONCE, *LONG, "--format", "csv"]
    shown = printed = b""
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=theirs, env=environment(TERM="xterm")) as running:
        os.close(theirs)
        assert running.stdout is not None
        ends = {ours, running.stdout.fileno()}
        while ends:
            for ready in select.select(list(ends), [], [], 60)[0]:
                part = read(ready)
                ends -= set() if part else {ready}
                shown, printed = (shown + part, printed) if ready == ours else (shown, printed + part)
    os.close(ours)
    assert running.returncode == 0
    assert "━".encode() in shown
    assert b"%" in shown
    assert printed.decode().startswith("scenario,delivered_share,stage")
    assert "━" not in printed.decode()


def test_without_a_terminal_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error stays empty however long it takes."""
    monkeypatch.setattr("xuewei.cli.progress.PATIENCE", -1)
    done = run(*LONG, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1 + 1 + 20


def test_a_share_is_told_as_per_cent_and_what_is_gone_in_words(tmp_path: Path) -> None:
    """Participation is 90%, not 0.9; a year that one side does not write is not given."""
    assert run("init", tmp_path / "a").returncode == 0
    scenario = tmp_path / "a/scenarios/p.yaml"
    scenario.write_text(
        "scenario: 入园率\nextends: ../plan.yaml\nset:\n  participation.kindergarten: 0.998\n", encoding="utf-8"
    )
    for lang, gone in (("zh", "100% → 未写（按 99.8%）"), ("en", "100% → not given (so 99.8%)")):
        told = run("diff", tmp_path / "a/plan.yaml", scenario, "--lang", lang, COLUMNS="80").stdout
        assert "90% → 99.8%" in told
        assert gone in told
        assert "0.998" not in told
        assert "→ none" not in told


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "zh",
            (
                "净迁入 2026 未写 → 100",
                "入学（园）率 小学 98% → 未写（按 100%）",
                "预警线 红 1 → 1.02",
                "升级率 小学 0.9 → 未写（按 1）",
            ),
        ),
        (
            "en",
            (
                "net migration 2026 not given → 100",
                "participation primary 98% → not given (so 100%)",
                "warning red 1 → 1.02",
                "grade step primary 0.9 → not given (so 1)",
            ),
        ),
    ],
)
def test_a_parameter_is_told_with_its_stage_year_or_level(lang: str, lines: tuple[str, ...], tmp_path: Path) -> None:
    """Though the column of keys has no room, and with what acts where one side writes nothing."""
    assert run("init", tmp_path / "a").returncode == 0
    keys = {
        "one": "participation.primary: 0.98\n  grade_step.primary: 0.9\n",
        "other": "population.net_migration.2026: 100\n  warning.red: 1.02\nadd:\n"
        "  - {id: z, name: 一所名字很长的九年一贯制学校的第二分校, type: primary, area: 东区, opens: 2028,\n"
        "     seats: {primary: 270}}\n",
    }
    for name, each in keys.items():
        path = tmp_path / f"a/scenarios/{name}.yaml"
        path.write_text(f"scenario: {name}\nextends: ../plan.yaml\nset:\n  {each}", encoding="utf-8")
    sides = (tmp_path / "a/scenarios/one.yaml", tmp_path / "a/scenarios/other.yaml")
    told = [" ".join(line.split()) for line in run("diff", *sides, "--lang", lang, COLUMNS="80").stdout.splitlines()]
    for line in lines:
        assert any(each.endswith(line) for each in told), told


def test_before_and_after_are_shown_together(tmp_path: Path) -> None:
    """Field by field in a window of 80 columns neither is left out; of the effects demand comes before its parts."""
    assert run("init", tmp_path / "a").returncode == 0
    edited = tmp_path / "a/scenarios/e.yaml"
    edited.write_text(
        "scenario: e\nextends: ../plan.yaml\nset:\n  population.births: low\nadd:\n"
        "  - {id: n1, name: 新办一所名字很长的九年一贯制学校东区第二分校, type: nine_year, area: 东区,\n"
        "     opens: 2029, seats: {primary: 540, middle: 300}}\n",
        encoding="utf-8",
    )
    told = run("diff", tmp_path / "a/plan.yaml", edited, "--lang", "en", COLUMNS="80").stdout
    fields, effects = told.split("Field by field\n")[1].split("Seats, demand and balance")[:2]
    assert {"before", "after"} <= set(fields.splitlines()[0].split())
    assert "none" in fields
    assert "demand" in effects.splitlines()[1]


@pytest.mark.parametrize(
    ("lang", "cell", "one", "many"),
    [
        ("zh", "不缺", "初中各年不缺。", "初中：各情景各年都不缺。"),
        ("en", "never", "middle is never short.", "middle: never short in any scenario."),
    ],
)
def test_a_stage_that_is_never_short_is_said_to_be(lang: str, cell: str, one: str, many: str) -> None:
    """As `gap` says it: not that its worst shortage is even."""
    spare = Standing("base", "middle", 40, 2026, 0, None, None, 0, 2030, 60, None, 0)
    lines = [spare, replace(spare, scenario="甲", worst_balance=20)]
    base = assess(read_plan(), read_population())
    shown = compare(lines, base, lang, several=True).sheets
    assert many in shown[0].notes
    assert [text_of(row[3]) for row in shown[1].rows] == [cell, cell]
    assert compare_answer(lines[:1], lang, several=True) == [one]
