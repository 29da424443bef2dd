"""What a review reads lies inside the repository; who names a file himself may name any."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.any_file import read_all, read_projects
from xuewei.formats.places import Confined, beside, exists, inside, is_folder, read_bytes

from inside import run
from program import TOP

SMALL = TOP / "examples" / "small_city"
OUTSIDE = "is outside the repository"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository beside a folder of people, with a plan of its own people, one of those outside, and a link there."""
    top = tmp_path / "repository"
    shutil.copytree(SMALL, top)
    shutil.copytree(SMALL / "population", tmp_path / "people")
    subprocess.run(["git", "init", "-q"], cwd=top, check=True)
    plan = (top / "plan.yaml").read_text(encoding="utf-8")
    assert re.search("^population: population", plan, re.MULTILINE)
    for name, people in (("above", "../people"), ("absolute", str(tmp_path / "people")), ("link", "door/people")):
        text = re.sub("^population: population", f"population: {people}", plan, flags=re.MULTILINE)
        (top / f"{name}.yaml").write_text(text, encoding="utf-8")
        scenario = f"scenario: {name}\nextends: {name}.yaml\n"
        (top / f"over_{name}.yaml").write_text(scenario, encoding="utf-8")
    (top / "door").symlink_to(tmp_path)
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    (top / "linked.yaml").symlink_to(tmp_path / "plan.yaml")
    return top


@pytest.mark.parametrize("name", ["over_above.yaml", "over_absolute.yaml", "over_link.yaml", "linked.yaml"])
def test_the_hook_reads_nothing_outside(repository: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a path that leads up, an absolute one, a link among the folders, a link of its own; from any folder."""
    for at, named in ((repository, name), (repository / "population", f"../{name}"), (TOP, str(repository / name))):
        monkeypatch.chdir(at)
        with pytest.raises(InputError, match=OUTSIDE):
            read_all([named], skip_others=True)
        with pytest.raises(InputError, match=OUTSIDE):
            read_projects([named], skip_others=True)
        assert read_all([named])[2], "who names it himself may read it"


def test_the_hook_reads_what_is_inside(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan, its scenarios, its people, and a plan whose people are not asked for."""
    monkeypatch.chdir(repository)
    names = ["plan.yaml", "scenarios/one_year_late.yaml", "population/census.csv", "above.yaml"]
    assert len(read_all(names, skip_others=True)[2]) == len(names)


def test_outside_a_repository_there_is_no_bound(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor where a file outside the repository is named."""
    shutil.rmtree(repository / ".git")
    monkeypatch.chdir(repository)
    assert read_all(["over_above.yaml"], skip_others=True)[2] == [("scenario", "over_above.yaml")]


def test_git_shows_a_plan_with_people_outside_as_text(repository: Path) -> None:
    """One line says why, then the lines of the file itself."""
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "add", "-A"], cwd=repository, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], cwd=repository, check=True)
    assert run("git", "install", cwd=repository).returncode == 0
    for name in ("above", "absolute", "link"):
        path = repository / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        shown = subprocess.run([*git, "diff", "--", path], cwd=repository, capture_output=True, encoding="utf-8")
        assert shown.returncode == 0
        assert "在仓库" in shown.stdout.splitlines()[0]
        assert "+# more" in shown.stdout


def test_a_confined_place_tells_nothing_of_what_is_outside(tmp_path: Path) -> None:
    """Not even whether it is there."""
    top = tmp_path / "top"
    (top / "folder").mkdir(parents=True)
    (top / "file").write_bytes(b"inside")
    (tmp_path / "file").write_bytes(b"outside")
    (top / "link").symlink_to(tmp_path / "file")
    (top / "loop").symlink_to("loop")
    place = Confined(top, top)
    assert read_bytes(inside(place, "file"), 9) == read_bytes(beside(inside(place, "folder"), "./file"), 9) == b"inside"
    assert is_folder(inside(place, "folder"))
    assert not exists(inside(place, "nothing"))
    for name in ("../file", "../nothing", "link", "/etc/passwd", "folder/../../file", "../top2"):
        for asked in (exists, is_folder):
            with pytest.raises(InputError, match=OUTSIDE):
                asked(inside(place, name))
        with pytest.raises(InputError, match=OUTSIDE):
            read_bytes(inside(place, name), 9)
    for name in ("loop", "zero\0byte"):
        with pytest.raises(InputError):
            read_bytes(inside(place, name), 9)
