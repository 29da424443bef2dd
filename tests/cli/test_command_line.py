"""The command line as its users meet it: a whole process each time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import xuewei
from xuewei.cli.app import COMMANDS
from xuewei.language.words import named

from inside import run
from program import environment

SHIPPED = Path(__file__).parent.parent.parent / "data"


@pytest.mark.parametrize("words", [["gap", "--year", "2023"], ["track", "--as-of", "2023-09-01"]])
def test_the_way_to_a_printed_table_loads_nothing_heavy(words: list[str]) -> None:
    """No pandas, openpyxl or matplotlib is imported by `gap` and `track`."""
    program = (
        f"import sys; sys.argv[1:] = {words}\n"
        "from xuewei.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert "numpy" in done.stderr
    assert "学位" in done.stdout
    for heavy in ("pandas", "openpyxl", "python_calamine", "matplotlib", "docx", "lxml", "pydantic", "hypothesis"):
        assert f"'{heavy}'" not in done.stderr


def test_a_table_that_has_room_waits_for_nothing_that_it_does_without() -> None:
    """No file is decoded in a second way, no pattern of folding is compiled, no type of an option is looked up again."""
    program = (
        "import sys; sys.argv[1:] = ['gap', '--year', '2023']\n"
        "from xuewei.cli.app import COMMANDS, main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "from xuewei.tables.text import _PIECE\n"
        "types = COMMANDS['gap'].load().__annotations__.values()\n"
        "print('encodings.gb18030' in sys.modules, [*vars(_PIECE)], {*map(type, types)} & {str}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, env=environment()
    )
    assert done.stderr.split("\n")[-2] == "False ['written'] set()"


@pytest.mark.parametrize("words", [["--help"], ["track", "--help", "--lang", "en"], ["gap", "--help"]])
def test_help_waits_for_no_calculation(words: list[str]) -> None:
    """The list of commands imports none of them, and the help of `gap` neither numpy nor YAML."""
    program = (
        f"import sys; sys.argv[1:] = {words}\n"
        "from xuewei.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    loaded = [name for name in done.stderr.split() if name.startswith("xuewei.cli.commands.")]
    asked = {"gap": ["xuewei.cli.commands.gap"], "track": ["xuewei.cli.commands.track"]}
    assert loaded == asked.get(words[0], [])
    assert words[0] == "track" or not {"numpy", "yaml"} & {*done.stderr.split()}


def test_a_command_has_a_module_of_its_own() -> None:
    """Named as it is called, so that nobody searches; git's are short and share one."""
    for name, command in COMMANDS.items():
        assert command.module in (f"{name.replace(' ', '_').replace('-', '_')}", "import_", "git")
        assert command.load().__module__ == f"xuewei.cli.commands.{command.module}"


def test_the_program_works_from_any_directory(tmp_path: Path) -> None:
    """With no arguments about files, it answers from the shipped data wherever it is run."""
    done = run("gap", "--year", "2023", cwd=tmp_path)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_json_csv_frame_and_table_give_the_same_numbers() -> None:
    """Every format shows the numbers of the library."""
    frame = xuewei.assess(xuewei.read_plan(), xuewei.read_population()).to_frame()
    found = json.loads(run("gap", "--format", "json").stdout)
    assert list(found)[:3] == ["plan", "scenario", "version"]
    assert [row["balance"] for row in found["rows"]] == frame["balance"].tolist()
    rows = list(csv.DictReader(io.StringIO(run("gap", "--format", "csv").stdout)))
    assert ",".join(rows[0]).startswith(
        "year,area,stage,seats,demand,balance,rate,warning,classes_short,norm_low,norm_high,usable_seats"
    )
    assert [int(row["seats"]) for row in rows] == frame["seats"].tolist()
    printed = run("gap").stdout
    assert all(f"{abs(balance):,}" in printed for balance in frame["balance"] if balance)


def test_grades_of_the_forecast_add_up_to_the_demand_of_gap() -> None:
    """`forecast --by grade` and `gap` tell one story."""
    grades = json.loads(run("forecast", "--by", "grade", "--format", "json").stdout)["rows"]
    for row in json.loads(run("gap", "--format", "json").stdout)["rows"]:
        same = [g["demand"] for g in grades if (g["year"], g["stage"]) == (row["year"], row["stage"])]
        assert sum(same) == row["demand"]


def test_any_year_is_answered_and_the_horizon_follows() -> None:
    """A year after the horizon is computed; one before the base year is a wrong command line."""
    assert run("gap", "--year", "2060").returncode == 0
    for words in (["--year", "2019"], ["--year", "2101"], ["--from", "2030", "--to", "2025"], ["--year", "x"]):
        done = run("gap", *words)
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr


def test_strict_ends_with_1_where_a_shown_row_is_short() -> None:
    """--strict turns a shortage into exit code 1, and only a shortage."""
    assert run("gap", "--year", "2021", "--strict").returncode == 1
    assert run("gap", "--year", "2023", "--strict").returncode == 0


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["gap", "--stage", "prmary"], "primary"),
        (["gap", "--area", "中心成区"], "中心城区"),
        (["gap", "--format", "jsn"], "json"),
        (["forecast", "--by", "grades"], "grade"),
        (["gpa"], "gap"),
    ],
)
def test_a_misspelt_word_ends_with_2_and_the_nearest_one(words: list[str], near: str) -> None:
    """A wrong command line names the word that was probably meant."""
    done = run(*words)
    assert done.returncode == 2
    assert near in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words", [["gap", "--area", "--year", "2023"], ["optimise", "--sites", "--output", "x.yaml"], ["gap", "--plan", "--lang", "en"], ["gap", "--area", "--help"]]
)  # fmt: skip
def test_an_option_in_the_place_of_a_value_is_told(words: list[str]) -> None:
    """It would be taken for the value, and be missing itself."""
    done = run(*words, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{words[1]} lacks its value: {words[2]}" in done.stderr
    assert run("gap", "--area=--year").returncode == 2  # no area of that name: a value after = is one
    assert "lacks" not in run("gap", "--area=--year", "--lang", "en").stderr


def test_faults_go_to_stderr_in_the_language_of_the_run(tmp_path: Path) -> None:
    """Exit 3, a line a fault, nothing on standard output."""
    path = tmp_path / "plan.yaml"
    path.write_text("plan: 试\narea: 甲\nyears: [2021, 2025]\nschool: []\n", encoding="utf-8")
    chinese = run("gap", "--plan", str(path))
    english = run("gap", "--plan", str(path), "--lang", "en")
    assert (chinese.returncode, chinese.stdout) == (3, "")
    assert f"{path}:4: school: 未知的键。是否想写 schools？" in chinese.stderr
    assert f"{path}:4: school: unknown key. Did you mean schools?" in english.stderr
    assert f"{path}:1: schools: is required" in english.stderr


def test_faults_of_plan_and_population_come_together(tmp_path: Path) -> None:
    """Neither input hides the faults of the other."""
    done = run("gap", "--plan", str(tmp_path / "a.yaml"), "--population", str(tmp_path / "b"), "--lang", "en")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [f"{tmp_path}/a.yaml: no such file", f"{tmp_path}/b: no such file"]


def test_a_plan_for_areas_nobody_counted_names_them_all(tmp_path: Path) -> None:
    """Plan and population that do not fit together are told with the lines of the plan."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        "plan: 试\narea: 中心城区\nyears: [2021, 2025]\nschools:\n"
        "  - {id: a, type: primary, area: 中心城, planned: 2021, seats: {primary: 270}}\n",
        encoding="utf-8",
    )
    done = run("gap", "--plan", str(path), "--lang", "en")
    assert done.returncode == 3
    assert f"{path}:5: schools[a].area: is not an area of the population data" in done.stderr
    assert "Did you mean 中心城区?" in done.stderr


def test_check_proves_the_plan_and_finds_what_does_not_add_up(tmp_path: Path) -> None:
    """The shipped plan agrees; one seat too many is named in every total that it breaks."""
    assert run("check").returncode == 0
    text = (SHIPPED / "plan_2021_2025.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(text.replace("seats: {kindergarten: 540}", "seats: {kindergarten: 570}", 1), encoding="utf-8")
    done = run("check", str(path), "--format", "json")
    assert done.returncode == 1
    wrong = [row for row in json.loads(done.stdout)["rows"] if row["agrees"] is False]
    assert [(row["group"], row["name"], row["item"], row["added"] - row["printed"]) for row in wrong] == [
        ("all", "", "kindergarten", 30),
        ("year", "2023", "kindergarten", 30),
    ]


def test_check_names_only_what_is_missing(tmp_path: Path) -> None:
    """Seats, pupils, founders and names that are written are not said to be unpublished."""
    people = tmp_path / "people"
    shutil.copytree(SHIPPED / "population", people)
    school = "{id: a, name: 一小, type: primary, opens: 2023, seats: {primary: 540}"
    plan = "plan: 试\narea: 盐湖区\nyears: [2021, 2025]\npopulation: people\nschools:\n"
    path = tmp_path / "plan.yaml"
    path.write_text(f"{plan}- {school}}}\n- {school.replace('id: a', 'id: b')}, founder: public}}\n", encoding="utf-8")
    said = (
        "Not published: seats in use; enrolment by grade; births of 盐湖区 in 2021 (filled in along the nation's); "
        "founders of 1 of 2 schools."
    )
    assert "".join(said.split()) in "".join(run("check", path, people, "--lang", "en").stdout.split())
    seats = "base_seats: {year: 2021, seats: {primary: 5000}, basis: published, source: 册}\n"
    path.write_text(f"{plan}- {school}, founder: public}}\n{seats}", encoding="utf-8")
    births = (people / "births.csv").read_text(encoding="utf-8")
    (people / "births.csv").write_text(births + "盐湖区,2021,7000,published,册,,2022\n", encoding="utf-8")
    (people / "enrolment.csv").write_text(
        "area,year,stage,grade,pupils,basis,source\n盐湖区,2023,primary,1,500,published,册\n", encoding="utf-8"
    )
    done = run("check", path, people, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Not published" not in done.stdout


def test_check_reads_scenarios_assumptions_and_folders(tmp_path: Path) -> None:
    """Every kind of file is told apart; a misspelt parameter gets the nearest one."""
    path = tmp_path / "late.yaml"
    path.write_text("scenario: 延期\nextends: plan_2021_2025\nset: {opening_lag: 2}\n", encoding="utf-8")
    folder = SHIPPED / "population"
    assert (
        run("check", str(path), str(folder), str(folder / "assumptions.yaml"), str(folder / "births.csv")).returncode
        == 0
    )
    path.write_text("scenario: 延期\nextends: plan_2021_2025\nset: {opening_lagg: 2}\n", encoding="utf-8")
    done = run("check", str(path), "--lang", "en")
    assert done.returncode == 3
    assert ":3: set.opening_lagg: is not a parameter. Did you mean opening_lag?" in done.stderr


def test_names_are_text_never_markup_or_formula(tmp_path: Path) -> None:
    """A school called like rich markup, HTML or a formula is shown as it is, and disarmed in CSV."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        "plan: '[/x]'\narea: 中心城区\nyears: [2021, 2025]\nschools:\n"
        "  - {id: a, name: '[/bold]校', type: primary, planned: 2021, seats: {primary: 270}}\n"
        "  - {id: b, name: '=1+1', type: primary, planned: 2021, seats: {primary: 270}}\n"
        "  - {id: c, name: '<b>|', type: primary, planned: 2021, seats: {primary: 270}}\n",
        encoding="utf-8",
    )
    table, machine, marked = (
        run("ledger", "--plan", str(path), "--format", form).stdout for form in ("table", "csv", "md")
    )
    assert "[/bold]校" in table
    assert "'=1+1" in machine
    assert "&lt;b>\\|" in marked


def test_a_closed_pipe_and_a_poor_console_end_quietly() -> None:
    """`xuewei gap | head` leaves no traceback; a console without Chinese shows question marks."""
    line = f'"{sys.executable}" -m xuewei gap --format csv | head -n 1'
    done = subprocess.run(line, shell=True, capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("year,area")
    assert done.stderr == ""
    poor = run("gap", "--year", "2023", "--lang", "en", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert poor.returncode == 0
    assert "kindergarten" in poor.stdout


@pytest.mark.parametrize("command", ["gap", "ledger", "forecast", "check", "explain", "track", "estate"])
def test_every_help_shows_an_example_that_runs(command: str) -> None:
    """The example in --help is in both languages and is run as it stands."""
    for lang, word in (("zh", "示例："), ("en", "Example:")):
        text = run(command, "--help", XUEWEI_LANG=lang).stdout
        example = next(line for line in text.splitlines() if word in line).split(word)[1].split()
        assert example[:2] == ["xuewei", command]
        assert run(*example[1:], cwd=SHIPPED.parent).returncode == 0


def test_a_population_of_its_own_and_two_areas_show_both_totals(tmp_path: Path) -> None:
    """Two areas give a block each, and totals netted and need only."""
    rows = ["area,sex,age_from,age_to,persons,date,basis,source"]
    for area, persons in (("甲", 500), ("乙", 100)):
        for sex in ("male", "female"):
            rows += [
                f"{area},{sex},{a},{a + 4 if a < 85 else ''},{persons},2020-11-01,assumed,试" for a in range(0, 90, 5)
            ]
    (tmp_path / "census.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: 试\narea: 甲\nareas: [乙]\nyears: [2021, 2025]\n"
        "base_seats: {year: 2020, seats: {甲: {primary: 500}, 乙: {primary: 900}}}\nschools: []\n",
        encoding="utf-8",
    )
    words = ("gap", "--plan", str(plan), "--population", str(tmp_path), "--year", "2022", "--stage", "primary")
    found = json.loads(run(*words, "--format", "json").stdout)
    (total,) = found["totals"]
    balances = {row["area"]: row["balance"] for row in found["rows"]}
    assert balances["甲"] < 0 < balances["乙"]
    assert total["netted"] == sum(balances.values())
    assert total["need_only"] == balances["甲"]
    assert "合计（只计缺口）" in run(*words).stdout
    assert run(*words, "--area", "乙", "--strict").returncode == 0


def test_a_plan_may_add_a_stage_without_code(tmp_path: Path) -> None:
    """Senior schools are a stage of the plan's own, from ages 15 to 17."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: 高中\narea: 中心城区\nyears: [2021, 2025]\n"
        "stages: {senior: {entry_age: 15, grades: 3, class_size: 50}}\n"
        "schools:\n  - {id: a, type: senior, planned: 2021, seats: {senior: 3000}}\n",
        encoding="utf-8",
    )
    done = run("gap", "--plan", str(plan), "--stage", "senior", "--year", "2023", "--format", "json")
    (row,) = json.loads(done.stdout)["rows"]
    assert row["stage"] == "senior"
    assert row["norm_low"] is None
    assert row["seats"] > 3000


def test_output_goes_whole_into_a_file_that_excel_reads(tmp_path: Path) -> None:
    """--output writes what would be printed; CSV carries a byte order mark; a bad place is a fault."""
    path = tmp_path / "余缺.csv"
    assert run("gap", "--format", "csv", "--output", str(path)).stdout == ""
    assert path.read_bytes().startswith(b"\xef\xbb\xbfyear,area")
    assert path.read_text(encoding="utf-8-sig") == run("gap", "--format", "csv").stdout
    assert run("gap", "--year", "2023", "--output", str(tmp_path / "gap.txt")).returncode == 0
    assert "余缺" in (tmp_path / "gap.txt").read_text(encoding="utf-8")
    done = run("gap", "--output", str(tmp_path / "none" / "gap.txt"))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_the_version_is_printed_without_a_command() -> None:
    """Whatever version of click reads the words: some tell a missing command before they look at `--version`."""
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"xuewei {xuewei.__version__}\n", "")


def test_seats_to_demand_is_rounded_once() -> None:
    """Kindergartens of 2023 have 119.2538 % of the seats they need: 119.3 % in every output, not 119.2 by way of
    six decimals; so have primary of 2026 and kindergartens of 2035."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    shown = {line.split()[0]: line for line in run("gap", "--year", "2023").stdout.splitlines() if "%" in line}
    assert "119.3%" in shown["幼儿园"]
    for stage, year in (("kindergarten", 2023), ("primary", 2026), ("kindergarten", 2035)):
        row = found.row(year, "中心城区", stage)
        t = found.years.index(year)
        exact = float(found.seats[stage][t].sum() / found.demand[stage][t].sum())
        assert row.rate == exact
        assert row.record()["rate"] == round(exact, 6)
        assert f"{exact:.1%}" in run("gap", "--year", str(year), "--stage", stage).stdout


def test_every_record_shows_the_per_cent_of_the_tables() -> None:
    """Rounded to be written, then to be shown, a rate is what it is when it is rounded once: 131.8 %, not 131.9."""
    examples = Path(__file__).parent.parent.parent / "examples"
    cases = [(None, None), (examples / "small_city/plan.yaml", examples / "small_city/population")]
    for plan, people in cases:
        found = xuewei.assess(xuewei.read_plan(plan), xuewei.read_population(people))
        rates = [(row.rate, row.record()["rate"]) for row in found.rows() if row.rate is not None]
        assert rates
        assert [(exact, kept) for exact, kept in rates if f"{exact:.1%}" != f"{kept:.1%}"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_the_first_answer_keeps_its_names_and_figures_in_any_window(width: int, lang: str, tmp_path: Path) -> None:
    """In a project of one's own with two areas: no row loses its area, stage or alert, no figure is cut."""
    assert run("init", tmp_path / "city").returncode == 0
    words = ["gap", "--year", "2024", "--plan", str(tmp_path / "city" / "plan.yaml"), "--lang", lang]
    whole = json.loads(run(*words, "--format", "json").stdout)["rows"]
    shown = run(*words, COLUMNS=str(width)).stdout
    lines = shown.splitlines()
    table = lines[: next(n for n, line in enumerate(lines) if not line.strip())]
    for row in whole:
        stage = named("stage", row["stage"], lang)
        (line,) = (each for each in table if each.startswith(row["area"]) and f" {stage} " in each)
        assert f" {row['seats']:,} " in line
        assert f" {row['demand']:,} " in line
        assert named("warning", row["warning"], lang) in line.split()
