"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.files.writing import replacing, write_text


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
