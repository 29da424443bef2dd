"""The benchmarks run: no time is asserted, but a script that nobody has run for a year must still run."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from program import TOP, environment

BENCH = TOP / "bench"


def all_benchmarks(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """`bench/all.py` with these words."""
    command = [sys.executable, str(BENCH / "all.py"), *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment())


def test_every_benchmark_runs_on_its_smallest_size(tmp_path: Path) -> None:
    """One table, as wide in every row as in its head, with a row of each benchmark; what is not installed is said."""
    ended = all_benchmarks("--quick", "--output", tmp_path / "table.md")
    assert ended.returncode == 0, ended.stderr
    written = (tmp_path / "table.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in written.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {11}
    wanted = {
        "start-up",
        "large plan",
        "ledger",
        "people",
        "grades",
        "record",
        "warn",
        "simulate",
        "over areas",
        "over draws",
    }
    assert wanted <= {row[0].removeprefix("| ") for row in rows}
    others = {row[6]: row[7] for row in rows[2:] if row[6]}
    assert all(seconds == "not installed" or float(seconds.replace(",", "")) > 0 for seconds in others.values())
    assert "Measured on: " in written


def test_a_name_that_no_benchmark_has_is_told() -> None:
    """Exit 2, with the names there are."""
    ended = all_benchmarks("startups")
    assert ended.returncode == 2
    assert "no benchmark is called startups" in ended.stderr
    assert "startup, large_plan" in ended.stderr


def test_every_script_says_how_it_is_run_and_is_among_all() -> None:
    """In its docstring, and in the list of bench/all.py."""
    for script in sorted(BENCH.glob("*.py")):
        if "def results(" not in script.read_text(encoding="utf-8"):
            continue
        assert f"python bench/{script.name}" in script.read_text(encoding="utf-8")
        assert f"{script.stem}.results" in (BENCH / "all.py").read_text(encoding="utf-8")


def test_the_laboratory_of_forecasts_holds_methods_against_each_other() -> None:
    """A row of each record and method; who knows the truth errs least a year ahead, ours less than the plain ones."""
    words = ("--quick", "--sets", "large areas", "--methods", "as it is", "last value", "smoothing 0.3")
    command = [sys.executable, str(BENCH / "forecast"), *words]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment())
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    rows = [line.strip("| ").split(" | ") for line in ended.stdout.splitlines() if line.startswith("|")]
    found = {(row[0], row[1]): row[2:] for row in rows if len(row) == 8}
    near = {method: float(figures[0]) for (record, method), figures in found.items() if record == "large areas"}
    assert min(near, key=lambda method: near[method]) == "truth"
    assert ("nation, births as known: primary", "last value") in found
    ((*_, plain, variances, truth),) = (row for row in rows if len(row) == 6 and row[0] == "large areas")
    assert float(plain) < 1
    assert float(variances) < 1.05
    assert float(truth) > 1


def test_who_knows_the_variances_filters_as_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """One area and one grade whose walk moves by 0.02 a year: the last level is that of Kalman's filter, year by year,
    of logarithms of ten thousand pupils; where nothing moves it is the ratio of all years together."""
    monkeypatch.syspath_prepend(str(BENCH))
    filtering, truth = (importlib.import_module(f"forecast.{name}") for name in ("filtering", "truth"))
    still = {"common_walk": 0.0, "common_year": 0.0, "every": 0.0, "local": 0.0, "local_walk": 0.0, "area_year": 0.0}
    chance = np.random.default_rng(2)
    source = np.full((9, 1, 1), 10_000.0)
    pupils = chance.poisson(source * np.exp(np.cumsum(chance.normal(0, 0.02, 9)))[:, None, None]).astype(float)
    levels, left = filtering.filtered(pupils, source, truth.Made(1, 1.0, **{**still, "common_walk": 0.02}))
    level, unsure = 0.0, 1.0
    for seen in np.log(pupils / source).ravel():
        gain = unsure / (unsure + 1e-4)
        level, unsure = level + gain * (seen - level), unsure * (1 - gain) + 0.02**2
    assert levels == pytest.approx(level, abs=2e-4)
    assert left == pytest.approx(0.0, abs=1e-6)
    levels, _ = filtering.filtered(pupils, source, truth.Made(1, 1.0, **still))
    assert levels == pytest.approx(np.log(pupils.sum() / source.sum()), abs=1e-5)


def test_bands_hold_what_they_say_on_records_that_nobody_chose_by() -> None:
    """Seeds 11 to 13 were kept apart while the bands were made. By errors of other years, 80 % bands hold 76 to 84 % at
    every lead, of small areas and of larger ones, and 95 % bands 92 to 97 %; by stage and size nearly so."""
    words = ("--bands", "--first", "11", "--seeds", "3", "--sets", "small areas", "large, no births")
    command = [sys.executable, str(BENCH / "forecast"), *words]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment())
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    lines = [line.strip("|").split("|") for line in ended.stdout.splitlines()[2:]]
    cells = [[cell.strip() for cell in line] for line in lines]
    found = {(row[0], row[2]): [*map(float, row[3:8])] for row in cells if row[1] == "of other years"}
    records = ("small areas", "large, no births")
    sizes = ("primary < 200", "middle < 200", "middle 200–2000", "senior ≥ 2000")
    for level, low, high, slack in (("80%", 76, 84, 3), ("95%", 92, 97, 2)):
        for name in records:
            assert all(low <= share <= high for share in found[level, name]), (level, name, found[level, name])
        for name in sizes:
            assert all(low - slack <= share <= high + slack for share in found[level, name]), (level, name)
