"""A file is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats import writing as spares
from xuewei.formats.folders import MARK, filling, number_of, temporary_folder
from xuewei.formats.guard import guarded, noted
from xuewei.formats.writing import replacing, write_text

from needed import lacking


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    """UTF-8, the line ends of the text, and nothing else in the folder."""
    path = tmp_path / "余缺.csv"
    write_text(path, "年,学位\r\n2021,540\n")
    assert path.read_bytes() == "年,学位\r\n2021,540\n".encode()
    assert os.listdir(tmp_path) == [path.name]


def test_excel_gets_a_byte_order_mark(tmp_path: Path) -> None:
    """The mark comes once, before the text."""
    write_text(tmp_path / "a.csv", "年\n", bom=True)
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "年\n".encode()


def test_a_written_file_keeps_its_rights_and_its_link(tmp_path: Path) -> None:
    """Replacing what a link points at leaves the link and the rights alone."""
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    """Root could otherwise turn ``/dev/null`` into a file."""
    write_text(os.devnull, "gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("where", ["none/a.csv", "a\0b", "x" * 300, "."])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, where: str) -> None:
    """No folder, no name or too long a name is a fault, and no temporary file stays."""
    with pytest.raises(InputError):
        write_text(tmp_path / where, "x")
    assert os.listdir(tmp_path) == []


def test_text_that_is_no_text_leaves_the_old_file(tmp_path: Path) -> None:
    """A lone surrogate cannot be encoded; what stood there stands."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(InputError):
        write_text(path, "\ud800")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_what_goes_wrong_in_the_work_is_not_told_as_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A broken calculation is no broken disk; nothing is left behind of either."""
    with pytest.raises(ValueError, match="no such year"), replacing(tmp_path / "a.csv"):
        raise ValueError("no such year")
    assert list(tmp_path.iterdir()) == []


def spare_of(path: Path) -> Path:
    """Where a file is written before it is whole."""
    return path.with_name(f".{path.name}.xuewei-part")


def test_what_a_killed_run_left_is_taken_over(tmp_path: Path) -> None:
    """Half of an old text does not get into the new one, and its rights neither."""
    path = tmp_path / "余缺.csv"
    spare_of(path).write_text("half of something long")
    spare_of(path).chmod(0o777)
    write_text(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o111 == 0
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_nothing_is_written_through_what_stands_in_the_place_of_a_spare(
    link: Callable[..., None], tmp_path: Path
) -> None:
    """In a folder that others may write too, a link with its name leads nowhere."""
    victim, path = tmp_path / "victim", tmp_path / "a.csv"
    victim.write_text("precious")
    link(victim, spare_of(path))
    write_text(path, "new")
    assert (path.read_text(), victim.read_text()) == ("new", "precious")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "victim"]


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    """The second is refused and disturbs nothing; after the first it may."""
    path = tmp_path / "a.csv"
    with replacing(path) as spare:
        Path(spare).write_text("first")
        with pytest.raises(InputError, match="is being written by another run"):
            write_text(path, "second")
    assert path.read_text() == "first"
    write_text(path, "second")
    assert path.read_text() == "second"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    """85 Chinese characters are 255 bytes, which leaves no room for a longer spare name."""
    path = tmp_path / ("学" * 85)
    write_text(path, "x")
    assert os.listdir(tmp_path) == [path.name]


def test_the_owner_stays_where_that_is_permitted(tmp_path: Path) -> None:
    """A file that root writes anew still belongs to whom it belonged."""
    if os.getuid():
        lacking("only root may give files away")
    path = tmp_path / "a.csv"
    path.write_text("old")
    os.chown(path, 1234, 2345)
    path.chmod(0o640)
    write_text(path, "new")
    found = path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o7777) == (1234, 2345, 0o640)


def test_a_library_may_read_a_file_and_write_it_back(tmp_path: Path) -> None:
    """Only a guarded run is bound; there, what changes a file says so."""
    path = tmp_path / "a.csv"
    path.write_text("year,area\n")
    noted(path)
    write_text(path, "year,area\n2021,x\n")
    with guarded():
        noted(path)
        with pytest.raises(InputError, match="was read in this run"):
            write_text(path, "year,area\n2022,x\n")
        write_text(path, "plan: x\nschools: []\n", change=True)
    assert path.read_text().startswith("plan")
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_reader_of_a_pipe_that_goes_away_had_what_it_wanted(tmp_path: Path) -> None:
    """As on standard output: no fault, and nothing is left."""
    reader, writer = os.pipe()
    os.close(reader)
    write_text(f"/dev/fd/{writer}", "x" * 100_000)
    os.close(writer)


def test_without_locks_a_spare_is_taken_over_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where a file that is open cannot be taken away."""
    monkeypatch.setattr(spares, "fcntl", None)
    path = tmp_path / "a.csv"
    spare_of(path).write_text("old")
    write_text(path, "new")
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_temporary_folder_of_a_killed_run_is_taken_away_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is in use stays, and so does one that has only just been made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, new = tmp_path / "xuewei-killed", tmp_path / "xuewei-new"
    for folder in (killed, new):
        folder.mkdir()
    (killed / ".held").write_bytes(number_of(killed))
    with temporary_folder() as first, temporary_folder() as second:
        assert sorted(tmp_path.iterdir()) == sorted([Path(first), Path(second), new])
    assert list(tmp_path.iterdir()) == [new]


def test_a_folder_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    """What a killed run had moved into it is known by its number and taken away; what others put there stays."""
    top = tmp_path / "city"
    top.mkdir()
    (top / "mine").write_text("precious")
    part = top / ".folder.xuewei-part"
    part.mkdir()
    (top / "old").write_text("moved before the kill")
    old = (top / "old").stat()
    (part / MARK).write_bytes(number_of(part) + f"{old.st_ino} {old.st_mtime_ns} old\n".encode())
    with pytest.raises(ValueError, match="no such year"), filling(top, lambda where: None):
        raise ValueError("no such year")
    assert os.listdir(top) == ["mine"]
    with filling(top, lambda where: None) as room:
        (room / "inner").mkdir()
        (room / "inner" / "new").write_text("x")
    assert sorted(os.listdir(top)) == ["inner", "mine"]
    with pytest.raises(InputError, match="already exists"), filling(top, lambda where: None) as room:
        (room / "mine").write_text("x")
    assert (top / "mine").read_text() == "precious"
