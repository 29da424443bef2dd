"""Every command of the examples runs, and shows what the text beside it says."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from inside import run
from program import TOP

EXAMPLES = TOP / "examples"


def commands(path: Path, start: str) -> list[list[str]]:
    """The words of every command that a text shows on lines of its own."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split()[1:] for line in lines if line.startswith(f"{start}xuewei ")]


COMMANDS = commands(EXAMPLES / "README.md", "    ")
SCENARIOS = sorted(EXAMPLES.glob("*.yaml"))


def rows_of(*words: str | Path) -> list[dict[str, Any]]:
    """The JSON rows of a command."""
    found: list[dict[str, Any]] = json.loads(run(*words, "--format", "json", cwd=TOP).stdout)["rows"]
    return found


def test_there_are_examples_to_run() -> None:
    """The text is found, holds commands, and names every scenario."""
    assert len(COMMANDS) >= 19
    assert len(SCENARIOS) == 8
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"| [{path.name}]({path.name}) |" in text for path in SCENARIOS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_command_runs(words: list[str]) -> None:
    """It ends well (a diff: with something to show) and prints something."""
    done = run(*words, cwd=TOP)
    assert (done.returncode, done.stderr) == (1 if words[0] == "diff" else 0, "")
    assert done.stdout


@pytest.mark.parametrize(("folder", "gap"), [("small_city", ["--year", "2024"]), ("counties", ["--year", "2026"])])
def test_the_two_totals_differ(folder: str, gap: list[str]) -> None:
    """In some stage one area is short and another is not."""
    words = ["gap", "--plan", f"examples/{folder}/plan.yaml", *gap, "--format", "json"]
    totals = json.loads(run(*words, cwd=TOP).stdout)["totals"]
    assert any(total["netted"] != total["need_only"] < 0 for total in totals)


def test_the_scenarios_show_what_their_lines_say() -> None:
    """The claims of the table, from the numbers."""
    base = {(row["stage"], row["year"]): row for row in rows_of("gap")}
    found = {
        path.stem: {(row["stage"], row["year"]): row for row in rows_of("gap", "--scenario", path)}
        for path in SCENARIOS
    }
    short = {
        name: {key for key, row in rows.items() if row["balance"] < 0 <= base[key]["balance"]}
        for name, rows in found.items()
    }
    assert {stage for stage, year in short["one_year_late"] if year == 2022} == {"kindergarten", "middle"}
    late = found["one_year_late"]
    assert late["primary", 2022] == min((late[key] for key in late if key[1] == 2022), key=lambda row: row["balance"])
    assert max(year for stage, year in short["grade_by_grade"] if stage == "primary") == 2024
    for name in ("fewer_births", "more_arrivals", "without_2025", "primary_to_middle", "known_built"):
        assert not short[name]
    assert found["fewer_births"]["primary", 2035]["balance"] > base["primary", 2035]["balance"]
    assert 0 < found["more_arrivals"]["primary", 2035]["balance"] < base["primary", 2035]["balance"]
    turned = found["primary_to_middle"]
    assert turned["primary", 2028]["seats"] - base["primary", 2028]["seats"] == -2160
    assert turned["middle", 2028]["seats"] - base["middle", 2028]["seats"] == 2160
    built = {key: row["seats"] - base[key]["seats"] for key, row in found["known_built"].items()}
    assert {key: seats for key, seats in built.items() if seats} == {
        ("middle", year): 1500 for year in range(2027, 2036)
    }
    assert [each["middle", 2030]["balance"] for each in (base, found["known_built"])] == [5065, 6565]
    whole = found["whole_district"]
    assert whole["middle", 2021]["balance"] == pytest.approx(base["middle", 2021]["balance"] / 0.7062328, abs=1)


def test_the_ends_of_the_counties_rule_are_one_and_three_schools_a_year() -> None:
    """Every county, every year of the plan: one school in one scenario, three in the other."""
    for name, count in (("one_a_year", 1), ("three_a_year", 3)):
        schools = rows_of("ledger", "--scenario", f"examples/counties/scenarios/{name}.yaml")
        built: dict[tuple[str, int], int] = {}
        for school in schools:
            key = school["area"], school["planned"]
            built[key] = built.get(key, 0) + 1
        assert set(built.values()) == {count}
        assert len(built) == 12 * 5


def sayings(path: Path) -> list[tuple[list[str], str]]:
    """Every command of a text, with what it quotes of the answer below it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found: list[tuple[list[str], str]] = []
    for line in lines:
        if line.startswith("    xuewei "):
            found.append((line.split()[1:], ""))
        elif line.startswith("> "):
            found[-1] = found[-1][0], line[2:]
    return found


DISTRICT = EXAMPLES / "district"


@pytest.mark.parametrize(("words", "said"), sayings(DISTRICT / "README.md"), ids=lambda each: " ".join(each[:1]))
def test_the_district_says_what_its_readme_quotes(words: list[str], said: str) -> None:
    """Every command, each with a sentence of its answer."""
    done = run(*words, cwd=TOP)
    assert (done.returncode, done.stderr) == (0, "")
    assert said
    assert "".join(said.split()) in "".join(done.stdout.split())


def test_the_district_shows_every_level_and_its_new_school(tmp_path: Path) -> None:
    """The figures of its text: zones 03 and 04, red, yellow, blue; the pupils of the teaching point go to the heir."""
    plan = DISTRICT / "plan.yaml"
    assert len(sayings(DISTRICT / "README.md")) == 9
    entry = {
        (row["name"], row["stage"], row["year"]): row
        for row in rows_of("warn", "--plan", plan, "--from", "2027", "--by", "zone")
    }
    assert {"red", "yellow", "blue", "green"} == {row["level"] for row in entry.values()}
    seen = [
        entry[f"合成第{zone}学区", "primary", year]
        for zone, year in (("03", 2027), ("03", 2028), ("04", 2027), ("04", 2028))
    ]
    assert [(round(row["children"]), round(row["intake"]), row["level"]) for row in seen] == [
        (110, 99, "red"),
        (122, 234, "blue"),
        (109, 171, "blue"),
        (96, 126, "green"),
    ]
    others = {row["level"] for (zone, stage, year), row in entry.items() if (stage, year) == ("primary", 2027)}
    assert others == {"red", "green", "blue"}
    short = [row for (_, stage, year), row in entry.items() if (stage, year, row["level"]) == ("middle", 2027, "red")]
    assert len(short) == 6
    shutil.copytree(DISTRICT, tmp_path / "open")
    text = plan.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in text if "merge_into" not in line)
    (tmp_path / "open" / "plan.yaml").write_text(kept, encoding="utf-8")
    merged, apart = (
        {
            row["school"]: row["pupils"]
            for row in rows_of("schools", "--plan", each, "--year", "2028", "--stage", "primary")
        }
        for each in (plan, tmp_path / "open" / "plan.yaml")
    )
    assert merged["s16"] == pytest.approx(apart["s16"] + apart["s20"], abs=1)
    assert apart["s20"] > 20


def test_the_page_of_the_district_has_its_map(tmp_path: Path) -> None:
    """The command of its text, written elsewhere: estates, sites and zones are on the map, and every school is."""
    words = f"report --plan {DISTRICT / 'plan.yaml'} --sites {DISTRICT / 'sites.csv'} --output {tmp_path / 'x.html'}"
    assert run(*words.split()).returncode == 0
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    for name in ("合成第03备选校址", "合成第02小区", "合成第12学区", "合成新建第01小学"):
        assert name in page
    assert "所学校没有坐标" not in page


def test_the_district_is_made_by_synth(tmp_path: Path) -> None:
    """The command of its text writes the same bytes, but for the text."""
    words = ["synth", "--zones", "12", "--schools", "60", "--seed", "3"]
    assert f"`xuewei {' '.join(words)} DIR`" in (DISTRICT / "README.md").read_text(encoding="utf-8")
    assert run(*words, tmp_path / "d").returncode == 0
    made, kept = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*.*") if path.name != "README.md"}
        for top in (tmp_path / "d", DISTRICT)
    )
    assert made == kept


def test_the_starter_project_does_what_its_readme_shows(tmp_path: Path) -> None:
    """Every command of the copied README runs in the copy, and so do the three that `init` prints."""
    done = run("init", "my city", cwd=tmp_path)
    assert done.returncode == 0
    shown = [line.strip() for line in done.stdout.splitlines() if line.startswith("  xuewei ")]
    assert len(shown) == 3
    for line in shown:
        ended = run(*shlex.split(line)[1:], cwd=tmp_path)
        assert ended.returncode in (0, 1), ended.stderr
        assert ended.stderr == ""
    inside = commands(tmp_path / "my city" / "README.md", "")
    assert len(inside) >= 5
    for words in inside:
        ended = run(*words, cwd=tmp_path / "my city")
        assert (ended.returncode, ended.stderr) == (1 if words[0] == "diff" else 0, "")


def test_the_starter_project_never_writes_over_a_file(tmp_path: Path) -> None:
    """A file in the way is named, and nothing at all is written."""
    (tmp_path / "scenarios").mkdir()
    mine = tmp_path / "scenarios" / "fewer_births.yaml"
    mine.write_text("mine", encoding="utf-8")
    done = run("init", tmp_path, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"{mine}: already exists and is not overwritten\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["fewer_births.yaml", "scenarios"]
    assert mine.read_text(encoding="utf-8") == "mine"
    mine.unlink()
    shutil.rmtree(tmp_path / "scenarios")
    assert run("init", tmp_path).returncode == 0
    assert run("init", tmp_path).returncode == 3
