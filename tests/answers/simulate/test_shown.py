"""What ``simulate`` shows and writes, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from xuewei.answers.simulate.rows import COLUMNS

from inside import run
from program import TOP

FEW = ("simulate", "--draws", "60", "--from", "2024", "--to", "2026")


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def test_machine_output_is_the_same_in_every_format(tmp_path: Path) -> None:
    """CSV, JSON and Parquet hold the same rows in the columns of the contract; JSON says the draws and the seed."""
    found = table(run(*FEW, "--format", "csv").stdout)
    assert tuple(found[0]) == COLUMNS
    told = json.loads(run(*FEW, "--format", "json").stdout)
    assert (told["draws"], told["seed"]) == (60, 1)
    as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in told["rows"]]
    assert as_text == found
    path = tmp_path / "answer.parquet"
    assert run(*FEW, "--format", "parquet", "--output", path).returncode == 0
    assert parquet.read_table(path).to_pylist() == told["rows"]
    assert parquet.read_schema(path).metadata[b"seed"] == b"1"
    written = tmp_path / "answer.csv"
    assert run(*FEW, "--format", "csv", "--output", written).returncode == 0
    assert table(written.read_text(encoding="utf-8-sig")) == found
    assert {each.name for each in tmp_path.iterdir()} == {"answer.parquet", "answer.csv"}


def test_the_chance_of_a_shortage_stands_in_rows_of_the_balance_alone() -> None:
    """Beside the mean shortage and what matters most."""
    for row in table(run(*FEW, "--format", "csv").stdout):
        assert (row["p_short"] == "") == (row["quantity"] != "balance")
        assert (row["births"] == "") == (row["quantity"] != "balance")


def test_several_areas_have_their_sums_last() -> None:
    """Area ``*``: the balance netted, the shortage that of the areas, and no source of its own."""
    counties = ("simulate", "--plan", "examples/counties/plan.yaml", "--year", "2026", "--stage", "primary")
    found = table(run(*counties, "--draws", "50", "--format", "csv").stdout)
    everywhere = [row for row in found if row["area"] == "*"]
    assert everywhere == found[-3:]
    own = [row for row in found if row["quantity"] == "balance" and row["area"] != "*"]
    assert float(everywhere[2]["expected_shortage"]) == pytest.approx(
        sum(float(row["expected_shortage"]) for row in own), abs=0.05 * len(own)
    )
    assert everywhere[2]["matters_most"] == ""
    one = run(*counties, "--area", own[0]["area"], "--draws", "50", "--format", "csv").stdout
    assert table(one) == [row for row in found if row["area"] == own[0]["area"]]


def test_a_scenario_changes_the_chance() -> None:
    """A year late makes shortages of 2023 likelier; without spread of births nothing depends on them."""
    asked = ("simulate", "--draws", "200", "--year", "2023", "--stage", "primary", "--format", "csv")
    plain, late = (table(run(*asked, *more).stdout)[2] for more in ((), ("--scenario", "examples/one_year_late.yaml")))
    assert float(late["p_short"]) > float(plain["p_short"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--draws", "0"], "0"),
        (["--draws", "many"], "many"),
        (["--seed", "-1"], "-1"),
        (["--format", "parquet"], "--output"),
        (["--format", "parket", "--output", "x"], "parquet"),
        (["--year", "2019"], "2020"),
        (["--stage", "primry"], "primary"),
        (["--area", "中心成区"], "中心城区"),
        (["--engine", "dask"], "scheduler"),
        (["--workers", "0"], "0"),
    ],
)
def test_a_wrong_command_line_is_told(words: list[str], told: str) -> None:
    """Exit 2 and a sentence, never a traceback."""
    done = run("simulate", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


SLIPS = {
    "step: {value: -0.09": ("step: {value: 0.09", "births.step.value: must be a number from 0 to 1 (found -0.09)"),
    "0: 0.53, 1: 0.37": ("0: 0.53, 1: 0.27", "opening_delay.values: the probabilities must add up to 1 (found 1.1)"),
    "0: 0.53, 1.5: 0.27": ("0: 0.53, 1: 0.27", "opening_delay.values.1.5: must be a whole number from 0 to 20"),
    "1.6: 0.6, 0.92: 0.3": ("1.0: 0.6, 0.92: 0.3", "delivered_share.values.1.6: must be a number from 0 to 1"),
    "    kindegarten: {value: 0.03": (
        "    kindergarten: {value: 0.03",
        "participation.kindegarten: is not a known stage (found kindegarten). Did you mean kindergarten?",
    ),
    "    persistance: {value: 0.95": (
        "    persistence: {value: 0.95",
        "births.persistance: unknown key. Did you mean persistence?",
    ),
}
"""What is written instead of what stands there, and what is said of it."""


@pytest.mark.parametrize("slip", SLIPS)
def test_faults_of_the_uncertainty_are_told_with_their_line(tmp_path: Path, slip: str) -> None:
    """A negative spread, chances that do not add up, a share above one, half a year, a stage that there is not."""
    before, told = SLIPS[slip]
    folder = tmp_path / "people"
    shutil.copytree(TOP / "data" / "population", folder)
    path = folder / "assumptions.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, slip), encoding="utf-8")
    output = tmp_path / "out.csv"
    done = run("simulate", "--population", folder, "--lang", "en", "--format", "csv", "--output", output)
    assert done.returncode == 3
    line = text[: text.index(before)].count("\n") + 1
    assert f"{path}:{line}: uncertainty.{told}" in done.stderr
    assert not output.exists()


def test_a_part_of_the_uncertainty_may_be_left_out(tmp_path: Path) -> None:
    """What a folder does not say is as shipped; a section that is written says all that it must."""
    folder = tmp_path / "people"
    shutil.copytree(TOP / "data" / "population", folder)
    path = folder / "assumptions.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("uncertainty:"), text.index("base_crowding:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    plain, other = (run(*FEW, "--format", "csv", *more).stdout for more in ((), ("--population", folder)))
    assert plain == other
    one = "uncertainty: {births: {step: {value: 0, basis: assumed, source: s}}}\n"
    path.write_text(text[:start] + one + text[end:], encoding="utf-8")
    done = run(*FEW, "--population", folder, "--lang", "en")
    assert done.returncode == 3
    assert "uncertainty.births.persistence: is required" in done.stderr
    assert "uncertainty.births.common: is required" in done.stderr
