"""What is called like something of ours and is not stays as it is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.folders import HELD, MARK, filling, temporary_folder

from inside import run


def old(folder: Path) -> Path:
    """A folder that nobody has touched for a while."""
    long_ago = time.time() - 1000
    os.utime(folder, (long_ago, long_ago))
    return folder


def nobody(top: Path) -> None:
    """Nothing is in the way."""


def test_a_folder_of_somebody_else_among_temporary_ones_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with a file in it that is called like our own: only the number of the folder itself makes it ours."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, inside in (("xuewei-notes", "a.md"), ("xuewei-clone", HELD), ("xuewei-copied", HELD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / inside).write_text("1:2\n", encoding="ascii")
        old(tmp_path / name)
    (tmp_path / "xuewei-empty").mkdir()
    old(tmp_path / "xuewei-empty")
    with temporary_folder() as folder:
        assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
            ["xuewei-clone", "xuewei-copied", "xuewei-notes", Path(folder).name]
        )


def test_a_folder_that_a_killed_run_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds its own number."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "xuewei-left"
    left.mkdir()
    there = left.stat()
    (left / HELD).write_text(f"{there.st_dev}:{there.st_ino}\n", encoding="ascii")
    with temporary_folder():
        assert not left.exists()


@pytest.mark.parametrize("mark", ["", "1:2\n", "moved"])
def test_a_folder_in_the_way_of_init_is_no_licence_to_delete(mark: str, tmp_path: Path) -> None:
    """A branch may hold one, with every number there is in it; the files around it stay."""
    top = tmp_path / "city"
    (top / ".folder.xuewei-part").mkdir(parents=True)
    (top / "diary.md").write_text("diary\n", encoding="utf-8")
    (top / ".folder.xuewei-part" / "x").write_text("x", encoding="utf-8")
    numbers = "".join(f"{n}\n" for n in range(1, 2000)) + f"{(top / 'diary.md').stat().st_ino}\n"
    if mark:
        (top / ".folder.xuewei-part" / MARK).write_text(numbers if mark == "moved" else mark, encoding="ascii")
    for command, *more in (["init"], ["synth", "--areas", "2"], ["new", "--census-area", "夏县"]):
        done = run(command, top, *more, "--lang", "en")
        assert done.returncode == 3
        assert ".folder.xuewei-part: already exists" in done.stderr
    assert (top / "diary.md").read_text(encoding="utf-8") == "diary\n"
    assert (top / ".folder.xuewei-part" / "x").exists()


def test_files_that_were_moved_before_a_kill_are_taken_back(tmp_path: Path) -> None:
    """By name, number and time: one that somebody has put in its place since stays."""
    top = tmp_path / "city"
    top.mkdir()

    def moved(part: Path) -> None:
        for name in ("a", "b"):
            (part / name).write_text(name, encoding="utf-8")

    with filling(top, nobody) as part:
        moved(part)
    assert sorted(each.name for each in top.iterdir()) == ["a", "b"]
    (top / "a").unlink()
    (top / "b").unlink()
    with pytest.raises(InputError), filling(top, nobody) as part:  # noqa: PT012 (b comes while it is filled)
        moved(part)
        (top / "b").write_text("mine", encoding="utf-8")
    assert [each.name for each in top.iterdir()] == ["b"]
    assert (top / "b").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_through_a_link_inside_a_folder(tmp_path: Path) -> None:
    """`init r` where `r/population` leads elsewhere."""
    (tmp_path / "r").mkdir()
    (tmp_path / "away").mkdir()
    (tmp_path / "r" / "population").symlink_to(tmp_path / "away")
    done = run("init", tmp_path / "r")
    assert done.returncode == 3
    assert list((tmp_path / "away").iterdir()) == []
    assert [each.name for each in (tmp_path / "r").iterdir()] == ["population"]


@pytest.mark.parametrize("shape", ["link", "foreign", "json", "folder link"])
def test_a_folder_called_like_parts_of_a_simulation_stays(shape: str, tmp_path: Path) -> None:
    """Nothing is written into it or through it, and it is not taken away."""
    away, parts = tmp_path / "away", tmp_path / "o.csv.parts"
    away.mkdir()
    (away / "s.json").write_text('{"a": 1}\n', encoding="utf-8")
    if shape == "folder link":
        parts.symlink_to(away)
    else:
        parts.mkdir()
    if shape == "link":
        (parts / "run.json").symlink_to(away / "s.json")
    elif shape == "foreign":
        (parts / "run.json").write_text("{}", encoding="utf-8")
        (parts / "thesis").mkdir()
        (parts / "thesis" / "t.md").write_text("1", encoding="utf-8")
    elif shape == "json":
        (parts / "run.json").write_text('{"a": 1}', encoding="utf-8")
    before = sorted(str(each) for each in tmp_path.rglob("*"))
    done = run("simulate", "--draws", "20", "--format", "csv", "--output", tmp_path / "o.csv", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "is not a folder of finished blocks" in done.stderr
    assert sorted(str(each) for each in tmp_path.rglob("*")) == before
    assert (away / "s.json").read_text(encoding="utf-8") == '{"a": 1}\n'


def test_a_file_below_dev_is_a_file() -> None:
    """`/dev/shm` holds ordinary files: they are replaced, not added to."""
    shared = Path("/dev/shm")
    if not shared.is_dir():
        pytest.skip("no /dev/shm here")
    place = shared / f"xuewei-test-{os.getpid()}.csv"
    try:
        for _ in range(2):
            assert run("gap", "--year", "2023", "--format", "csv", "--output", place).returncode == 0
        assert place.read_text(encoding="utf-8-sig").count("year,area") == 1
    finally:
        place.unlink(missing_ok=True)


def test_an_input_under_the_name_of_a_spare_is_not_written_into(tmp_path: Path) -> None:
    """Nor is a folder of that name taken for one."""
    assert run("init", tmp_path / "c").returncode == 0
    plan = tmp_path / "c" / "plan.yaml"
    odd = plan.rename(plan.with_name(".y.csv.xuewei-part"))
    text = odd.read_bytes()
    for force in ([], ["--force"]):
        done = run("gap", "--plan", odd, "--format", "csv", "--output", tmp_path / "c" / "y.csv", *force)
        assert done.returncode == 3
        assert odd.read_bytes() == text
    (tmp_path / ".z.csv.xuewei-part").mkdir()
    done = run("gap", "--format", "csv", "--output", tmp_path / "z.csv", "--lang", "en")
    assert (done.returncode, done.stderr) == (
        3,
        f"{tmp_path / '.z.csv.xuewei-part'}: already exists and is not overwritten\n",
    )
