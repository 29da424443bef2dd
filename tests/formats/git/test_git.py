"""Plans and scenarios under git, in real repositories."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from xuewei.formats.git.revision import MOST_COMPARED

from inside import run
from program import TOP, environment

PLAN = """\
plan: 试
area: 东区
years: [2021, 2024]
population: people
base_seats: {year: 2020, seats: {primary: 200, middle: 0}}
schools:
  - {id: a, type: primary, planned: 2021, seats: {primary: 540}}
  - {id: b, type: middle, planned: 2022, seats: {middle: 450}}
"""
LATE = "scenario: 迟\nextends: plan.yaml\nchange:\n  - {id: a, opens: 2024}\n"
OTHER = "on: &anchor push\njobs: *anchor\n"
CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"东区,{sex},{age},{'' if age == 60 else age},{50 if age < 60 else 900},2020-09-01,assumed,test\n"
    for sex in ("male", "female")
    for age in range(61)
)


def git(at: Path, *words: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", *words], cwd=at, capture_output=True, encoding="utf-8", env=environment(XUEWEI_LANG="en")
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit holds a plan with its people, and YAML of somebody else."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "test")
    git(tmp_path, "config", "user.email", "test@example.org")
    (tmp_path / "city" / "people").mkdir(parents=True)
    for name, text in {
        "city/plan.yaml": PLAN,
        "city/people/census.csv": CENSUS,
        "city/people/assumptions.yaml": "horizon: 2030\n",
        "ci.yaml": OTHER,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def state(repository: Path) -> dict[str, str]:
    """Every file of the working tree, and the configuration."""
    files = {
        str(path.relative_to(repository)): path.read_text(encoding="utf-8")
        for path in sorted(repository.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(repository).parts
    }
    return {**files, "config": git(repository, "config", "--local", "--list")}


def test_installing_twice_is_installing_once_and_undo_leaves_no_trace(repository: Path) -> None:
    """Also where the files had lines of somebody else, with or without a line end."""
    (repository / ".gitattributes").write_text("*.png binary", encoding="utf-8")
    before = state(repository)
    assert run("git", "install", cwd=repository).returncode == 0
    once = state(repository)
    assert once[".gitattributes"].startswith("*.png binary\n# xuewei >>>\n*.yaml diff=xuewei\n")
    assert "entry: xuewei check" in once[".pre-commit-hooks.yaml"]
    assert run("git", "install", cwd=repository / "city").returncode == 0
    assert state(repository) == once
    assert run("git", "install", "--undo", cwd=repository).returncode == 0
    after = state(repository)
    assert after.pop(".gitattributes").rstrip("\n") == before.pop(".gitattributes")
    assert after == before
    assert run("git", "install", "--undo", cwd=repository).returncode == 0


def test_outside_a_repository_there_is_nothing_to_set_up(tmp_path: Path) -> None:
    """Exit 3 and one line; nothing is written."""
    done = run("git", "install", "--lang", "en", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (done.returncode, done.stderr) == (3, f"{tmp_path}: is not in a git repository\n")
    assert list(tmp_path.iterdir()) == []


def test_git_diff_speaks_of_plans_scenarios_and_leaves_other_yaml_alone(repository: Path) -> None:
    """A changed plan, a new scenario over it, somebody else's YAML, a plan with a slip."""
    run("git", "install", cwd=repository)
    (repository / "city" / "plan.yaml").write_text(PLAN.replace("planned: 2022", "planned: 2023"), encoding="utf-8")
    shown = git(repository, "diff", "city/plan.yaml")
    assert "a/city/plan.yaml → b/city/plan.yaml" in shown
    assert "moved" in shown
    assert "middle: more children without a seat in 2023" in shown
    git(repository, "checkout", "-q", "city/plan.yaml")

    (repository / "city" / "late.yaml").write_text(LATE, encoding="utf-8")
    git(repository, "add", "city/late.yaml")
    shown = git(repository, "diff", "--cached", "city/late.yaml")
    assert "primary: more children without a seat in 2022–2023" in shown

    (repository / "ci.yaml").write_text(OTHER + "more: 1\n", encoding="utf-8")
    shown = git(repository, "diff", "ci.yaml")
    assert shown.splitlines()[:2] == ["--- a/ci.yaml", "+++ b/ci.yaml"]
    assert shown.splitlines()[-1] == "+more: 1"

    (repository / "city" / "plan.yaml").write_text(PLAN.replace("primary: 540", "primry: 540"), encoding="utf-8")
    shown = git(repository, "diff", "city/plan.yaml")
    assert "city/plan.yaml:7: schools[a].seats.primry: is not a known stage (found primry)" in shown
    assert "+  - {id: a, type: primary, planned: 2021, seats: {primry: 540}}" in shown


def test_git_show_and_log_compare_balances_line_by_line(repository: Path) -> None:
    """The commit's message, then one line for each balance and school that changes; a slip shows the text itself."""
    run("git", "install", cwd=repository)
    plan = repository / "city" / "plan.yaml"
    plan.write_text(PLAN.replace("planned: 2022", "planned: 2023"), encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "later")
    for words in (["show"], ["log", "-p", "-1"]):
        lines = git(repository, *words, "--", "city").splitlines()
        assert "-东区 middle 2023: seats 450, demand 300, spare 150" in lines
        assert "+东区 middle 2023: seats 0, demand 300, short 300" in lines
        assert "+b: middle, 东区, from 2024, middle 450, planned" in lines
    plan.write_text(PLAN.replace("planned: 2022", "plannd: 2022"), encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "slip")
    assert any("unknown key. Did you mean planned?" in line for line in git(repository, "show").splitlines())


def test_a_revision_is_read_with_its_own_neighbours(repository: Path) -> None:
    """`REV:path` takes what it extends, and its people, from the same revision."""
    (repository / "city" / "late.yaml").write_text(LATE, encoding="utf-8")
    (repository / "city" / "people" / "census.csv").write_text(CENSUS.replace(",50,2020", ",60,2020"), encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "second")
    (repository / "city" / "plan.yaml").write_text("broken: [", encoding="utf-8")
    done = run("diff", "HEAD~1:city/plan.yaml", "HEAD:city/plan.yaml", "--lang", "en", cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert "census.东区.2020-09-01" in done.stdout
    done = run("diff", "HEAD:./plan.yaml", "main:city/late.yaml", "--lang", "en", cwd=repository / "city")
    assert (done.returncode, done.stderr) == (1, "")
    assert "a" in done.stdout
    done = run("diff", "HEAD:city/plan.yaml", ":city/plan.yaml", cwd=repository)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("side", "line"),
    [
        ("HEAD:../x.yaml", "HEAD:../x.yaml: is outside the repository {top}"),
        ("HEAD:city/../../x.yaml", "HEAD:city/../../x.yaml: is outside the repository {top}"),
        ("HEAD:/etc/passwd", "is outside the repository {top}"),
        ("nope:city/plan.yaml", "nope:city/plan.yaml: revision not found (found nope)"),
        ("--all:city/plan.yaml", "--all:city/plan.yaml: revision not found (found --all)"),
        ("HEAD:city/plann.yaml", "HEAD:city/plann.yaml: not found in revision HEAD. Did you mean city/plan.yaml?"),
        ("HEAD:city/people", "HEAD:city/people: is a directory, not a file"),
        ("HEAD:ci.yaml", "HEAD:ci.yaml: is neither a plan nor a scenario"),
        ("gone.yaml", "gone.yaml: no such file"),
    ],
)
def test_what_is_no_side_is_told_in_one_line(repository: Path, side: str, line: str) -> None:
    """A path outside the repository, an unknown revision, a file that is not in it."""
    done = run("diff", "--lang", "en", "--", side, "city/plan.yaml", cwd=repository)
    assert (done.returncode, done.stdout) == (3, "")
    assert line.format(top=repository) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scenario_of_a_revision_cannot_reach_out_of_the_repository(repository: Path) -> None:
    """What it extends must be in the repository too."""
    (repository / "out.yaml").write_text("scenario: 外\nextends: ../plan.yaml\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "out")
    done = run("diff", "HEAD:out.yaml", "city/plan.yaml", "--lang", "en", cwd=repository)
    assert done.returncode == 3
    assert "is outside the repository" in done.stderr


def test_pre_commit_checks_what_is_ours(repository: Path) -> None:
    """The hook passes over other YAML, passes good files, and stops a slip."""
    run("git", "install", cwd=repository)
    (repository / "city" / "late.yaml").write_text(LATE, encoding="utf-8")
    git(repository, "add", "-A")

    def tried() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "pre_commit", "try-repo", ".", "xuewei-check", "--all-files"]
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        env = environment(PRE_COMMIT_HOME=str(repository.parent / "pre-commit"), PATH=path)
        return subprocess.run(words, cwd=repository, capture_output=True, encoding="utf-8", env=env)

    done = tried()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    (repository / "city" / "late.yaml").write_text(LATE.replace("id: a", "id: aa"), encoding="utf-8")
    git(repository, "add", "-A")
    done = tried()
    assert done.returncode == 1
    assert "change[aa].id" in done.stdout


def called(repository: Path, key: str) -> list[str]:
    """The command that git calls."""
    return shlex.split(git(repository, "config", f"diff.xuewei.{key}"))


def test_git_calls_the_program_apart_from_the_folder_and_after_all_options(repository: Path) -> None:
    """Isolated, so that no module of a branch is imported; with ``--``, so that no name is an option."""
    run("git", "install", cwd=repository)
    for key, word in (("command", "driver"), ("textconv", "text")):
        assert called(repository, key) == [sys.executable, "-I", "-m", "xuewei", "git", word, "--"]
    hooks = (repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: xuewei check --skip-others --\n" in hooks
    assert "entry: xuewei check --skip-others --\n" in (TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")


OLD = "git is set up here in an old way"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("command", f"{sys.executable} -m xuewei git driver"),
        ("textconv", f"{sys.executable} -m xuewei git text"),
        ("command", f"{sys.executable} -I -m xuewei git driver"),
        ("command", "/nowhere/python3 -I -m xuewei git driver --"),
        ("command", "'unfinished"),
        ("command", ""),
    ],
)
def test_an_old_setup_is_told_by_check_and_mended_by_install(repository: Path, key: str, value: str) -> None:
    """Also from a folder below, and from a linked working tree; a good setup and none are not spoken of."""
    good = ["check", "plan.yaml", "people", "--lang", "en"]
    assert run(*good, cwd=repository / "city").stderr == ""
    run("git", "install", cwd=repository)
    assert run(*good, cwd=repository / "city").stderr == ""
    git(repository, "config", f"diff.xuewei.{key}", value)
    git(repository, "worktree", "add", "-q", "linked")
    for top in (repository, repository / "linked"):
        done = run(*good, cwd=top / "city")
        assert (done.returncode, OLD in done.stderr) == (0, True)
    run("git", "install", cwd=repository)
    assert run(*good, cwd=repository / "city").stderr == ""


def test_an_old_hook_is_told_and_mended(repository: Path) -> None:
    """Names of files were options to it."""
    run("git", "install", cwd=repository)
    hooks = repository / ".pre-commit-hooks.yaml"
    now = hooks.read_text(encoding="utf-8")
    hooks.write_text(now.replace("--skip-others --", "--skip-others"), encoding="utf-8")
    assert OLD in run("check", "--lang", "en", cwd=repository).stderr
    run("git", "install", cwd=repository)
    assert hooks.read_text(encoding="utf-8") == now


def test_a_python_in_a_strange_folder_is_called_and_known(repository: Path, tmp_path: Path) -> None:
    """git's own file quotes its path in another way than a shell."""
    from xuewei.formats.git.setup import called as words
    from xuewei.formats.git.setup import outdated

    python = tmp_path / 'it\'s a "folder" #1;' / "python3"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    for key, word in (("command", "driver"), ("textconv", "text")):
        git(repository, "config", f"diff.xuewei.{key}", shlex.join([str(python), *words(("-I",), word)]))
    assert not outdated(repository)
    python.unlink()
    assert outdated(repository)


def conflict(repository: Path, path: str, ours: str, theirs: str) -> None:
    """A merge that leaves ``path`` in conflict; an empty text deletes it."""
    for branch, text in (("theirs", theirs), ("main", ours)):
        git(repository, "checkout", "-q", *(["-b", "theirs"] if branch == "theirs" else ["main"]))
        if text:
            (repository / path).write_text(text, encoding="utf-8")
        else:
            (repository / path).unlink()
        git(repository, "commit", "-q", "-a", "-m", branch)
    merged = subprocess.run(["git", "merge", "theirs"], cwd=repository, capture_output=True, check=False)
    assert merged.returncode == 1


def test_a_plan_in_conflict_is_shown_as_its_two_sides(repository: Path) -> None:
    """git names it alone; also where its name begins as an option does."""
    (repository / "-rf.yaml").write_text(PLAN.replace("people", "city/people"), encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "strange")
    run("git", "install", cwd=repository)
    plan = (repository / "-rf.yaml").read_text(encoding="utf-8")
    later, latest = (plan.replace("planned: 2022", f"planned: {year}") for year in (2023, 2024))
    conflict(repository, "-rf.yaml", later, latest)
    for side in ("--cached", "--ours", "--theirs", "--base"):
        shown = git(repository, "diff", side)
        assert "* Unmerged path -rf.yaml" in shown
        assert "ours/-rf.yaml → theirs/-rf.yaml" in shown
        assert any(line.split()[:2] == ["moved", "b"] and "opens 2024 → 2025" in line for line in shown.splitlines()), (
            shown
        )
    assert "-rf.yaml" in git(repository, "diff")


def test_other_conflicts_are_shown_line_by_line(repository: Path) -> None:
    """YAML of somebody else; a plan that one side deleted."""
    run("git", "install", cwd=repository)
    conflict(repository, "ci.yaml", OTHER + "more: 1\n", OTHER + "more: 2\n")
    lines = git(repository, "diff", "--cached").splitlines()
    assert lines[:3] == ["* Unmerged path ci.yaml", "--- ours/ci.yaml", "+++ theirs/ci.yaml"]
    assert lines[-2:] == ["-more: 1", "+more: 2"]
    git(repository, "reset", "-q", "--hard")
    git(repository, "branch", "-q", "-D", "theirs")
    conflict(repository, "city/plan.yaml", "", PLAN.replace("planned: 2022", "planned: 2023"))
    shown = git(repository, "diff", "--cached")
    assert "* Unmerged path city/plan.yaml" in shown
    assert "+plan: 试" in shown


def test_a_renamed_plan_is_shown_under_both_names(repository: Path) -> None:
    """git hands two more words over."""
    run("git", "install", cwd=repository)
    git(repository, "mv", "city/plan.yaml", "city/renamed.yaml")
    (repository / "city" / "renamed.yaml").write_text(PLAN.replace("d: 2022", "d: 2023"), encoding="utf-8")
    git(repository, "add", "-A")
    shown = git(repository, "diff", "--cached", "-M", "--", "city")
    assert "a/city/plan.yaml → b/city/renamed.yaml" in shown


@pytest.mark.parametrize("words", [["x"], ["ci.yaml"], ["x", "old", "hex"], ["*"], [":(top)x"], [""]])
def test_what_git_never_says_to_the_driver_is_a_wrong_command_line(repository: Path, words: list[str]) -> None:
    """Exit 2 and no traceback."""
    done = run("git", "driver", "--", *words, cwd=repository, XUEWEI_LANG="en")
    assert done.returncode == 2
    assert "is called by git: one file that is in conflict" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_not_there_is_told_to_git_in_one_line(repository: Path) -> None:
    """A temporary file that is gone, and a place that is no repository."""
    done = run("git", "text", "--", "/nowhere/x.yaml", cwd=repository, XUEWEI_LANG="en")
    assert (done.returncode, "no such file" in done.stdout + done.stderr) == (3, True)
    done = run("git", "driver", "--", "x", cwd=repository.parent, GIT_CEILING_DIRECTORIES=str(repository.parent.parent))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_a_staged_file_is_found_by_its_own_name(repository: Path) -> None:
    """Not as a stage of a merge, as git would read ``:2:plan.yaml``."""
    (repository / "2:plan.yaml").write_text(PLAN.replace("people", "city/people"), encoding="utf-8")
    git(repository, "add", "-A")
    done = run("diff", ":2:plan.yaml", "2:plan.yaml", "--lang", "en", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")


def shown_by_git(at: Path, *words: str) -> str:
    """What git prints, whose names may be no text; its standard input stays open and empty."""
    here, there = os.pipe()
    env = environment(XUEWEI_LANG="en")
    try:
        done = subprocess.run(["git", *words], cwd=at, stdin=here, capture_output=True, env=env, timeout=60)
    finally:
        os.close(here)
        os.close(there)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode("utf-8", "surrogateescape")


def test_a_file_called_as_standard_input_is_a_file(repository: Path) -> None:
    """git would read its own standard input in the place of one called ``-``, and wait for it."""
    run("git", "install", cwd=repository)
    with open(repository / ".gitattributes", "a", encoding="utf-8") as file:
        file.write("* diff=xuewei\n")
    (repository / "-").write_text("one\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "dash")
    (repository / "-").write_text("two\n", encoding="utf-8")
    assert shown_by_git(repository, "diff").splitlines()[-2:] == ["-one", "+two"]
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "dash")
    assert shown_by_git(repository, "show", "HEAD").splitlines()[-2:] == ["-one", "+two"]


strange = pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")


@strange
def test_a_folder_whose_name_is_no_text_is_a_folder(repository: Path) -> None:
    """Below the top, and as the top."""
    folder = repository / os.fsdecode(b"caf\xe9 ")
    (repository / "city").rename(folder)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "moved")
    done = run("diff", "HEAD:./plan.yaml", "plan.yaml", "--lang", "en", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    top = repository / os.fsdecode(b"n\xff")
    git(repository, "init", "-q", str(top))
    done = run("git", "install", cwd=top)
    assert (done.returncode, done.stderr) == (0, "")
    assert (top / ".gitattributes").exists()


@strange
def test_a_conflict_in_a_file_whose_name_is_no_text_is_shown(repository: Path) -> None:
    """As any other."""
    name = os.fsdecode(b"bad\xff.yaml")
    run("git", "install", cwd=repository)
    (repository / name).write_text(OTHER, encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "bad")
    conflict(repository, name, OTHER + "more: 1\n", OTHER + "more: 2\n")
    assert shown_by_git(repository, "diff", "--cached").splitlines()[-2:] == ["-more: 1", "+more: 2"]


MORE = CENSUS.replace(",50,2020", ",90,2020")


@pytest.fixture
def twofold(repository: Path) -> Path:
    """The repository with a second plan of the same name at its top, whose area has more children."""
    (repository / "people").mkdir()
    for name, text in {"plan.yaml": PLAN + "# top\n", "people/census.csv": MORE}.items():
        (repository / name).write_text(text, encoding="utf-8")
    (repository / "people" / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two")
    run("git", "install", cwd=repository)
    return repository


def of_plan(shown: str) -> str:
    """What is said of the plan, without the names of the files."""
    return "\n".join(line for line in shown.splitlines() if "plan.yaml" not in line)


@pytest.mark.parametrize("way", ["plain", "staged", "renamed", "deleted", "committed"])
def test_a_plan_named_from_a_folder_has_the_people_of_that_folder(twofold: Path, way: str) -> None:
    """`--relative` and its configuration leave out what lies above; the answer is the same."""
    city = twofold / "city"
    (city / "plan.yaml").write_text(PLAN.replace("planned: 2022", "planned: 2023"), encoding="utf-8")
    if way == "renamed":
        git(city, "mv", "plan.yaml", "new.yaml")
    if way == "deleted":
        (city / "plan.yaml").write_text(LATE.replace("plan.yaml", "../plan.yaml"), encoding="utf-8")
        git(city, "commit", "-q", "-a", "-m", "scenario")
        git(city, "rm", "-q", "plan.yaml")
    if way != "plain":
        git(twofold, "add", "-A")
    words = ["diff", *(["--cached"] if way in ("staged", "renamed", "deleted") else [])]
    if way == "committed":
        git(twofold, "commit", "-q", "-m", "third")
        words += ["HEAD~1", "HEAD"]
    whole = git(twofold, *words, "--", "city")
    assert "What changes" in whole
    assert of_plan(git(city, *words, "--relative")) == of_plan(whole)
    assert of_plan(git(twofold, *words, "--relative=city")) == of_plan(whole)
    assert of_plan(git(city, "-c", "diff.relative=true", *words)) == of_plan(whole)


def test_a_plan_that_may_be_one_of_two_is_shown_as_text(twofold: Path) -> None:
    """Where neither version is staged or in the last commit; one that lies in the way says so."""
    for year in (2023, 2024, 2025):
        text = PLAN.replace("planned: 2022", f"planned: {year}").replace("2024]", "2026]")
        (twofold / "city" / "plan.yaml").write_text(text, encoding="utf-8")
        git(twofold, "commit", "-q", "-a", "-m", "later")
    shown = git(twofold / "city", "diff", "HEAD~2", "HEAD~1", "--relative")
    assert shown.startswith("plan.yaml: may be one of several files, and git does not say which")
    assert "What changes" not in shown
    assert "+  - {id: b, type: middle, planned: 2024, seats: {middle: 450}}" in shown
    assert "What changes" in git(twofold, "diff", "HEAD~2", "HEAD~1")


def test_a_conflict_named_from_a_folder_is_shown(twofold: Path) -> None:
    """The file of that folder, though one of the same name is above it."""
    later, latest = (PLAN.replace("planned: 2022", f"planned: {year}") for year in (2023, 2024))
    conflict(twofold, "city/plan.yaml", later, latest)
    whole = git(twofold, "diff", "--cached")
    assert "What changes" in whole
    assert of_plan(git(twofold / "city", "diff", "--cached", "--relative")) == of_plan(whole)


def most_used(words: list[str], at: Path) -> tuple[int, int]:
    """The ending of a command and the most memory that it took, in bytes; what it prints goes nowhere."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=at, capture_output=True, encoding="utf-8")
    ending, most = map(int, done.stdout.split())
    return ending, most * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
def test_text_of_any_size_is_shown_in_little_memory(repository: Path) -> None:
    """Lines without end, of somebody else's file; before and after a change, there more than is compared. Held as a whole
    the smaller of them takes over 500 MiB."""
    (repository / "large.yaml").write_text("\n" * 32 * 2**20, encoding="utf-8")
    program = [sys.executable, "-m", "xuewei", "git"]
    ending, most = most_used([*program, "text", "--", "large.yaml"], repository)
    assert (ending, most < 300 * 2**20) == (0, True)
    (repository / "large.yaml").write_text("\n" * (MOST_COMPARED + 1), encoding="utf-8")
    ending, most = most_used(
        [*program, "driver", "--", "large.yaml", "large.yaml", "0", "0", "ci.yaml", "0", "0"], repository
    )
    assert (ending, most < 300 * 2**20) == (0, True)


@pytest.mark.parametrize(
    "lines", ["*.台账 binary\n".encode("gbk"), b"*.png binary\r\n*.gif binary\r\n", b"\xef\xbb\xbf# a\n*.png binary\n"]
)
def test_installing_leaves_the_bytes_of_others_as_they_are(repository: Path, lines: bytes) -> None:
    """In another encoding, with other ends of lines, which the block gets as well, with a mark at the beginning."""
    attributes = repository / ".gitattributes"
    attributes.write_bytes(lines)
    run("git", "install", cwd=repository)
    once = attributes.read_bytes()
    assert once.startswith(lines + b"# xuewei >>>")
    assert once.count(b"\r\n") in (0, once.count(b"\n"))
    assert run("git", "install", cwd=repository).returncode == 0
    assert attributes.read_bytes() == once
    attributes.write_bytes(once + b"*.jpg binary\n")
    assert run("git", "install", "--undo", cwd=repository).returncode == 0
    assert attributes.read_bytes() == lines + b"*.jpg binary\n"
