"""Inside a project its own plan and people answer; outside any project the shipped case does, and says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xuewei.formats import places
from xuewei.formats.places import SHIPPED_PLAN, shipped

from inside import Run, run
from program import environment

SMALL = Path(__file__).parent.parent.parent / "examples" / "small_city"
SHIPPED = "运城市中心城区学校建设计划 2021–2025（随附案例；自己的方案放在 plan.yaml）"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as `init` makes it, with other files of its own beside it, which is where commands run."""
    folder = tmp_path / "city"
    shutil.copytree(SMALL, folder)
    monkeypatch.chdir(folder)
    return folder


def repository(folder: Path) -> None:
    """Make a folder what git takes for the top of a repository."""
    (folder / ".git").mkdir()


OWN = {
    "gap": "gap --year 2024",
    "bars": "gap --format chart",
    "ledger": "ledger",
    "forecast": "forecast",
    "schools": "schools",
    "resources": "resources",
    "explain": "explain --year 2024 --stage primary",
    "track": "track --as-of 2024-09-01",
    "simulate": "simulate --draws 10 --year 2024",
    "sweep": "sweep --set opening_lag=0,1",
    "optimise": "optimise --time-limit 5",
    "convert-options": "convert-options",
    "warn": "warn --from 2024",
    "compare": "compare scenarios/fewer_births.yaml",
    "check --policy": "check --policy",
}


@pytest.mark.parametrize("line", OWN.values(), ids=OWN)
def test_every_answer_is_about_the_project_it_is_asked_in(line: str, city: Path, xuewei: Run) -> None:
    """And its first note says which files were read."""
    code, out, err = xuewei(*line.split())
    assert (code in (0, 1), err) == (True, "")
    assert "方案：plan.yaml；人口：population。" in out
    assert "随附案例" not in out


def test_what_no_table_shows_is_of_the_project_too(city: Path, xuewei: Run) -> None:
    """Workbook, document, page, picture, and the plan that is changed."""
    for line in (
        "report --output a.html",
        "report --output a.docx",
        "ledger --output a.xlsx",
        "chart gap --output a.svg",
    ):
        assert xuewei(*line.split())[0] == 0, line
    assert "方案：plan.yaml；人口：population。" in Path("a.html").read_text(encoding="utf-8")
    assert "小城学校建设方案" in Path("a.svg").read_text(encoding="utf-8")
    from openpyxl import load_workbook

    notes = load_workbook("a.xlsx")["说明"]
    assert any("方案：plan.yaml；人口：population。" in str(cell) for row in notes.values for cell in row)
    from docx import Document

    letter = [each.text for each in Document("a.docx").paragraphs]
    assert any("小城学校建设方案" in text for text in letter)
    assert not any("随附" in text for text in letter)
    assert xuewei("plan", "set", "west-primary", "opens=2027")[0] == 0
    assert "opens: 2027" in Path("plan.yaml").read_text(encoding="utf-8")


def test_the_same_answer_as_with_its_plan_named(city: Path, xuewei: Run) -> None:
    """Finding a plan changes nothing but who wrote its name; JSON says the file."""
    found, named = xuewei("gap", "--format", "json")[1], xuewei("gap", "--plan", "plan.yaml", "--format", "json")[1]
    assert found == named
    assert json.loads(found)["plan_file"] == "plan.yaml"


def test_outside_any_project_the_shipped_case_answers_by_name(
    tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a hint where one's own plan goes, in table and Markdown; JSON names no file."""
    monkeypatch.chdir(tmp_path)
    for format in ((), ("--format", "md")):
        assert SHIPPED in xuewei("gap", "--year", "2023", *format)[1].splitlines()[0]
    assert "shipped example" in xuewei("gap", "--year", "2023", "--lang", "en")[1].splitlines()[0]
    assert json.loads(xuewei("gap", "--format", "json")[1])["plan_file"] is None
    assert "".join(SHIPPED.split()) in "".join(xuewei("track")[1].split())  # folded in a window


@pytest.mark.parametrize(
    "line", ["plan set 2022-middle-3 opens=2025", "track close 2021-nine-year-1 --date 2024-07-01"]
)
def test_without_a_plan_of_ones_own_nothing_is_changed(
    line: str, tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped plan is an example, in a checkout too: the sentence says how one comes by a plan."""
    monkeypatch.chdir(tmp_path)
    before = shipped(SHIPPED_PLAN).read_bytes()
    code, out, err = xuewei(*line.split())
    assert (code, out) == (2, "")
    assert "xuewei new" in err
    assert "--plan" in err
    assert shipped(SHIPPED_PLAN).read_bytes() == before


IN_PACKAGE = (
    "plan set 2022-middle-3 opens=2025 --plan {plan}",
    "track close 2021-nine-year-1 --date 2024-07-01 --plan {plan}",
    "import list.csv --into {plan} --yes",
    "ledger --output {data}/a.csv",
    "gap --format csv --output {data}/population/census.csv --force",
    "optimise --time-limit 5 --output {data}/chosen.yaml",
    "schema plan --output {data}/schema/plan.json --force",
)


@pytest.mark.parametrize("line", IN_PACKAGE)
def test_no_file_of_the_installed_program_is_changed(
    line: str, tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by its name nor by ``--force``: an update would replace it, and every project rests on it."""
    package = tmp_path / "site-packages" / "xuewei"
    shutil.copytree(shipped(), package / "data")
    monkeypatch.setattr(places, "_PACKAGE", package)
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text("学校,区域,学段,学位,投用年\n甲小,中心城区,小学,540,2026\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    code, _, err = xuewei(*line.format(plan=shipped(SHIPPED_PLAN), data=shipped()).split())
    assert (code, "安装目录" in err, "xuewei new" in err) == (3, True, True)
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


def test_a_plan_is_looked_for_up_to_the_top_of_the_repository_and_no_further(
    city: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a repository in the working directory alone; a nearer plan goes before one above."""
    below = city / "notes" / "2024"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert SHIPPED in xuewei("gap", "--year", "2024")[1]
    repository(city)
    assert "方案：../../plan.yaml；人口：../../population。" in xuewei("gap", "--year", "2024")[1]
    (city / ".git").rmdir()
    repository(city / "notes")
    assert SHIPPED in xuewei("gap", "--year", "2024")[1]
    (city / "notes" / ".git").rmdir()
    repository(city)
    text = (city / "plan.yaml").read_text(encoding="utf-8")
    (below / "plan.yaml").write_text(text.replace("population: population", "population: ../../population"), "utf-8")
    assert "方案：plan.yaml；人口：" in xuewei("gap", "--year", "2024")[1]


def test_what_is_named_wins(city: Path, xuewei: Run, tmp_path: Path) -> None:
    """A plan, people, a scenario that extends another plan, a name of ours."""
    other = tmp_path / "other.yaml"
    text = (city / "plan.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("小城学校建设方案", "别的方案").replace(": population", ": city/population"), "utf-8")
    assert xuewei("gap", "--year", "2024", "--plan", other)[1].startswith("别的方案")
    shutil.copytree(city / "population", tmp_path / "people")
    screen = xuewei("gap", "--year", "2024", "--population", tmp_path / "people")[1]
    assert f"方案：plan.yaml；人口：{tmp_path / 'people'}。" in screen.replace("\n", "")
    (tmp_path / "late.yaml").write_text("scenario: 晚\nextends: plan_2021_2025\nset: {opening_lag: 2}\n", "utf-8")
    assert xuewei("gap", "--year", "2024", "--scenario", tmp_path / "late.yaml")[1].startswith(SHIPPED)
    assert xuewei("gap", "--year", "2024", "--plan", "plan_2021_2025.yaml")[0] == 3


def test_pupils_on_record_that_are_named_answer_alone(city: Path, xuewei: Run) -> None:
    """As outside a project: `forecast --population` of a folder of pupils is about no plan."""
    code, out, _ = xuewei("forecast", "--population", "china", "--stage", "primary", "--format", "json")
    assert (code, json.loads(out)["rows"][0]["area"]) == (0, "全国")
    code, out, _ = xuewei("forecast", "--origin", "2022", "--format", "json")
    assert (code, {row["area"] for row in json.loads(out)["rows"]}) == (0, {"东区", "西区"})


@pytest.mark.parametrize("words", [["check"], ["check", "."], ["check", "../city"]])
def test_check_of_a_folder_is_of_its_plan_and_people(words: list[str], city: Path, xuewei: Run) -> None:
    """Inside it, or by its name; a fault of either is told."""
    code, out, _ = xuewei(*words, "--format", "json")
    kinds = [(each["kind"], Path(each["file"]).name) for each in json.loads(out)["files"]]
    assert (code, kinds) == (0, [("plan", "plan.yaml"), ("population", "population")])
    (city / "population" / "births.csv").write_text("area,year\n", encoding="utf-8")
    with open(city / "plan.yaml", "a", encoding="utf-8") as plan:
        plan.write("colour: red\n")
    code, _, err = xuewei(*words)
    assert code == 3
    assert "plan.yaml:" in err
    assert "births.csv" in err


def test_a_project_of_init_answers(tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its plan names its people; nothing else has to be said in it."""
    monkeypatch.chdir(tmp_path)
    assert xuewei("init", "county")[0] == 0
    monkeypatch.chdir("county")
    assert "方案：plan.yaml；人口：population。" in xuewei("gap")[1]


def test_a_project_of_synth_is_checked_and_answers(
    tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its people lie beside its plan."""
    monkeypatch.chdir(tmp_path)
    assert xuewei("synth", "--areas", "2", "trial")[0] == 0
    assert xuewei("check", "trial")[0] == 0
    monkeypatch.chdir("trial")
    assert "方案：plan.yaml；人口：." in xuewei("gap", "--year", "2025")[1]


def test_what_is_imported_names_its_people(city: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are named, those beside it, or those of the project around it: then it answers where it is."""
    (city / "list.csv").write_text("名称,学段,计划年,学位,区域\n一小,小学,2023,540,东区\n", encoding="utf-8")
    (city / "new").mkdir()
    for words, people in (
        (["--output", "beside.yaml"], "population: population"),
        (["--output", "new/plan.yaml"], "population: ../population"),
        (["--output", "new/other.yaml", "--population", "population"], "population: ../population"),
    ):
        assert xuewei("import", "list.csv", "--yes", *words)[0] == 0
        assert people in Path(words[1]).read_text(encoding="utf-8").replace('"', "")
    monkeypatch.chdir("new")
    assert xuewei("gap", "--year", "2024", "--format", "json")[0] == 0


def test_tab_offers_what_the_project_has(city: Path) -> None:
    """Areas and schools of its plan."""
    for line, word in (("xuewei gap --area ", "东区"), ("xuewei plan set w", "west-primary")):
        count = str(line.count(" "))
        shell = {"_XUEWEI_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": count}
        program = Path(sys.executable).with_name("xuewei")
        done = subprocess.run([program], capture_output=True, encoding="utf-8", env=environment(**shell))
        assert word in done.stdout.split()


BROKEN = {
    "not ours": ("services:\n  web: {image: x}\n", "不是本程序的方案：请用 --plan 指定方案"),
    "broken YAML": ("plan: [\n", "YAML"),
    "empty": ("", "plan.yaml"),
    "another key": ("plan: 甲\nschools: []\ncolour: red\n", "colour"),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_plan_that_cannot_be_used_is_never_passed_over(text: str, expected: str, city: Path, xuewei: Run) -> None:
    """Exit 3 with a line that names it; a file of some other tool says how a plan is named, and is not shown."""
    (city / "plan.yaml").write_text(text, encoding="utf-8")
    for line in ("gap", "track", "plan set x opens=2027"):
        code, out, err = xuewei(*line.split())
        assert (code, out) == (3, "")
        assert err.startswith("plan.yaml")
        assert expected in err
        assert "image" not in err
    assert xuewei("gap", "--year", "2024", "--plan", SMALL / "plan.yaml")[0] == 0


def test_a_folder_or_a_link_to_nothing_is_not_passed_over(city: Path, xuewei: Run) -> None:
    """Something is called plan.yaml and cannot be read."""
    (city / "plan.yaml").unlink()
    for make in (os.mkdir, lambda name: os.symlink("nowhere.yaml", name), os.mkfifo):
        make("plan.yaml")
        code, out, err = xuewei("gap")
        assert (code, out, err.count("\n"), err[:10]) == (3, "", 1, "plan.yaml:")
        os.rmdir("plan.yaml") if os.path.isdir("plan.yaml") else os.unlink("plan.yaml")


def test_a_link_out_of_the_project_is_not_followed_unasked(city: Path, xuewei: Run, tmp_path: Path) -> None:
    """Nor out of the repository; inside it is."""
    shutil.move("plan.yaml", tmp_path / "secret.yaml")
    os.symlink(tmp_path / "secret.yaml", "plan.yaml")
    for inside in (False, True):
        if inside:
            repository(city)
        assert xuewei("gap") == (
            3,
            "",
            "plan.yaml: 在项目之外（或是通向那里的链接），不自动采用：确要读它，请用 --plan 指定方案\n",
        )
    os.unlink("plan.yaml")
    shutil.move(tmp_path / "secret.yaml", "real.yaml")
    os.symlink("real.yaml", "plan.yaml")
    assert xuewei("gap", "--year", "2024")[0] == 0


@pytest.mark.parametrize("link", [False, True])
def test_people_outside_the_repository_are_not_read_unasked(
    link: bool, city: Path, xuewei: Run, tmp_path: Path
) -> None:
    """Neither by their path nor behind a link; without a repository a plan may name any folder."""
    shutil.move("population", tmp_path / "people")
    if link:
        os.symlink(tmp_path / "people", "population")
    else:
        text = (city / "plan.yaml").read_text(encoding="utf-8")
        (city / "plan.yaml").write_text(text.replace("population: population", "population: ../people"), "utf-8")
    assert xuewei("gap", "--year", "2024")[0] == 0
    repository(city)
    for line in ("gap", "simulate --draws 5", "check", "forecast --origin 2022"):
        code, out, err = xuewei(*line.split())
        assert (code, out) == (3, ""), line
        assert err.startswith(f"{'population' if link else '../people'}: 在项目之外")
    assert xuewei("gap", "--year", "2024", "--plan", "plan.yaml")[0] == 0


@pytest.mark.parametrize("wrong", [*BROKEN, "a link"])
def test_what_needs_no_plan_does_not_fail_on_one(wrong: str, city: Path, xuewei: Run, tmp_path: Path) -> None:
    """An estate is held against the shipped figures, and a note says so; people on record that are named have nothing
    to do with another's file."""
    answer = xuewei("estate", "--residents", "5000")[1]
    assert "随附案例" not in answer
    shutil.move("plan.yaml", tmp_path / "plan.yaml")
    if wrong == "a link":
        os.symlink(tmp_path / "plan.yaml", "plan.yaml")
    else:
        (city / "plan.yaml").write_text(BROKEN[wrong][0], encoding="utf-8")
    code, out, err = xuewei("estate", "--residents", "5000")
    assert (code, err) == (0, "")
    noted = wrong != "another key"  # its people can be read all the same
    assert ("参数：随附案例（本项目的读不了：plan.yaml）。" in out) == noted
    for line in ("forecast --population china", "forecast --population china --origin 2022"):
        assert xuewei(*line.split())[::2] == (0, "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="files are given away by root alone")
def test_what_belongs_to_another_user_is_not_read_unasked(
    city: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that somebody left in a folder of all, or a repository that somebody made above one's own folder."""
    os.chown("plan.yaml", 1234, 1234)
    assert xuewei("gap") == (3, "", "plan.yaml: 属于别的用户，不自动采用：确要读它，请用 --plan 指定\n")
    assert xuewei("gap", "--year", "2024", "--plan", "plan.yaml")[0] == 0
    (city / "mine").mkdir()
    repository(city)
    monkeypatch.chdir("mine")
    assert "属于别的用户" in xuewei("gap")[2]
    os.chown(city / ".git", 1234, 1234)
    assert SHIPPED in xuewei("gap", "--year", "2024")[1]
    monkeypatch.chdir(city)
    os.chown(city, 1234, 1234)  # whoever goes into a folder means what its owner put there
    assert xuewei("gap", "--year", "2024")[0] == 0


def test_what_git_calls_knows_no_project(city: Path) -> None:
    """A plan in the working directory changes nothing in a review, not even a broken one."""

    def git(*words: str) -> str:
        names = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(["git", *names, *words], capture_output=True, encoding="utf-8", check=True).stdout

    scenario = "scenario: 晚\nextends: plan_2021_2025\nset: {opening_lag: %d}\n"
    Path("late.yaml").write_text(scenario % 1, encoding="utf-8")
    git("init", "-q")
    assert run("git", "install").returncode == 0
    git("add", "-A")
    git("commit", "-q", "-m", "a")
    Path("late.yaml").write_text(scenario % 2, encoding="utf-8")
    shown = [git("diff"), git("diff", "--no-ext-diff")]
    assert "更多孩子没有学位" in shown[0]
    assert "缺 268" in shown[1]
    Path("plan.yaml").write_text("plan: [\n", encoding="utf-8")
    git("update-index", "--assume-unchanged", "plan.yaml")
    assert [git("diff"), git("diff", "--no-ext-diff")] == shown
    assert run("check", "--skip-others", "late.yaml").returncode == 0


def test_an_output_does_not_replace_the_plan_that_was_found(city: Path, xuewei: Run) -> None:
    """It is read though no word of the line names it."""
    (city / "plan.yaml").rename("mine.txt")
    os.symlink("mine.txt", "plan.yaml")
    before = Path("mine.txt").read_bytes()
    code, _, err = xuewei("gap", "--output", "mine.txt")
    assert (code, "--force" in err) == (3, True)
    assert Path("mine.txt").read_bytes() == before
