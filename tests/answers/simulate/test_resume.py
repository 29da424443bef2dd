"""Runs that do not come to their end: finished blocks are kept, and going on gives the same bytes."""

from __future__ import annotations

import io
import os
import resource
import shutil
import signal
from dataclasses import fields
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from numpy.typing import NDArray

from xuewei.answers.simulate.resume import is_block, read_block
from xuewei.answers.simulate.tally import Tally

from simulating import after_blocks, children_of, command_of, ended, gone, start

BLOCKS = 40


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a run that nothing interrupts."""
    output = tmp_path_factory.mktemp("whole") / "out"
    assert ended(output)[0] == 0
    assert sorted(each.name for each in output.parent.iterdir()) == ["out"]
    return output.read_bytes()


def blocks_of(output: Path) -> list[str]:
    """Finished blocks beside an output."""
    return sorted(each.name for each in output.with_name(f"{output.name}.parts").glob("block-*.npz"))


@pytest.mark.parametrize(("workers", "threads"), [("1", "1"), ("2", "1"), ("2", "2")])
def test_killed_again_and_again_a_run_goes_on_and_gives_the_same_bytes(
    workers: str, threads: str, whole: bytes, tmp_path: Path
) -> None:
    """Killed after three blocks, and after three more, then left alone: blocks that were finished are not computed. Its
    processes are copies of it where it has one thread."""
    output = tmp_path / "out"
    for n in range(2):
        words = "--workers", workers, "--hold", str(3 * (n + 1)), *(["--resume"] if n else [])
        process = start(output, *words, OPENBLAS_NUM_THREADS=threads)
        after_blocks(process, 3 * (n + 1))
        children = children_of(process.pid)
        assert len(children) == (2 if workers == "2" else 0)
        assert all((b"spawn_main" in command_of(child)) == (threads == "2") for child in children)
        process.kill()
        process.communicate()
        assert all(map(gone, children)), "a worker goes on without its run"
        assert not output.exists()
    finished = len(blocks_of(output))
    assert 3 < finished < BLOCKS
    code, out, told = ended(output, "--resume", "--workers", workers)
    assert (code, told) == (0, "")
    assert f"finished before: {finished}\n" in out
    assert output.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_ends_all_processes_at_once_and_leaves_finished_blocks(whole: bytes, tmp_path: Path) -> None:
    """The whole session hears it, as on a terminal; no worker tells a traceback of its own."""
    output = tmp_path / "out"
    process = start(output, "--workers", "2", "--hold", "3")
    after_blocks(process, 3)
    children = children_of(process.pid)
    assert len(children) == 2
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode != 0
    assert told.count("KeyboardInterrupt") == 1
    assert all(map(gone, children))
    assert 3 <= len(blocks_of(output)) < BLOCKS
    assert ended(output, "--resume", "--workers", "2")[0] == 0
    assert output.read_bytes() == whole


def test_a_disk_that_fills_while_the_output_is_written_costs_no_block(whole: bytes, tmp_path: Path) -> None:
    """Exit 3 with a sentence, every block kept, no half of an output; with room again nothing is computed anew."""
    output = tmp_path / "out"
    size = len(whole) // 2
    code, _, told = ended(output, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert code == 3
    assert told.startswith(f"{output}: cannot be written: ")
    assert told.count("\n") == 1
    assert len(blocks_of(output)) == BLOCKS
    assert [each.name for each in tmp_path.iterdir()] == ["out.parts"]
    code, out, _ = ended(output, "--resume")
    assert code == 0
    assert f"finished before: {BLOCKS}\n" in out
    assert output.read_bytes() == whole


def test_a_disk_that_fills_while_a_block_is_kept_is_told(whole: bytes, tmp_path: Path) -> None:
    """The block that does not fit is named; no half of it is left."""
    output = tmp_path / "out"
    code, _, told = ended(output, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)))
    assert code == 3
    assert told.startswith(f"{output}.parts/block-00000.npz: cannot be written: ")
    assert [each.name for each in output.with_name("out.parts").iterdir()] == ["run.json"]
    assert ended(output)[0] == 0
    assert output.read_bytes() == whole


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """An output with three finished blocks beside it."""
    output = tmp_path / "out"
    process = start(output, "--hold", "3")
    after_blocks(process, 3)
    process.kill()
    process.communicate()
    return output


def test_blocks_of_another_run_are_never_mixed_in(begun: Path) -> None:
    """What differs is told, with --resume and without it, and the blocks stay."""
    before = blocks_of(begun)
    for words in (["--resume"], []):
        code, _, told = ended(begun, "--seed", "2", "--draws", "100", *words)
        assert code == 3
        assert told.startswith(f"{begun}.parts: belongs to another run")
        assert "draws: 200 → 100, seed: 1 → 2" in told
    assert blocks_of(begun) == before


def test_finished_blocks_are_not_thrown_away_unasked(begun: Path, whole: bytes) -> None:
    """Without --resume the run ends with a hint; with it, it goes on, and damaged blocks are computed again."""
    code, _, told = ended(begun)
    assert code == 3
    assert f"holds {len(blocks_of(begun))} finished blocks" in told
    assert "--resume" in told
    first = begun.with_name("out.parts") / "block-00000.npz"
    first.write_bytes(first.read_bytes()[:1000])
    finished = len(blocks_of(begun))
    code, out, _ = ended(begun, "--resume")
    assert code == 0
    assert f"finished before: {finished - 1}\n" in out
    assert begun.read_bytes() == whole


@pytest.mark.parametrize(
    "written", [b"", b"\x93NUMPY\x01\x00\x0a\x00{'descr': (\n", b"\x93NUMPY\x09\x00", b"\x93NUMPY\x01\x00\x02\x00[]"]
)
@pytest.mark.parametrize("part", ["head.npy", f"tallies.{fields(Tally)[1].name}.npy"])
def test_a_block_with_a_part_that_is_no_array_is_no_block(tmp_path: Path, part: str, written: bytes) -> None:
    """Whatever the reader of arrays makes of it."""
    head = np.frombuffer(b'{"digest": "d", "areas": [], "years": [1, 2], "stages": []}', np.uint8)
    path = tmp_path / "block-00000.npz"
    with ZipFile(path, "w") as archive:
        for name, content in {"head.npy": npy(head), part: written}.items():
            archive.writestr(name, content)
    assert read_block(path, "d") is None
    assert is_block(path, "d") == (part != "head.npy")


def npy(array: NDArray[np.uint8]) -> bytes:
    """An array as numpy writes it."""
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def test_a_block_carried_over_from_another_run_is_computed_again(begun: Path, whole: bytes, tmp_path: Path) -> None:
    """A file that only looks like the right one counts as unfinished."""
    other = tmp_path / "other" / "out"
    other.parent.mkdir()
    process = start(other, "--seed", "2", "--hold", "1")
    after_blocks(process, 1)
    process.kill()
    process.communicate()
    shutil.copy(other.with_name("out.parts") / "block-00000.npz", begun.with_name("out.parts"))
    assert ended(begun, "--resume")[0] == 0
    assert begun.read_bytes() == whole


def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    """Neither a folder with other files nor a file is written over."""
    output = tmp_path / "out"
    folder = output.with_name("out.parts")
    folder.write_text("mine", encoding="utf-8")
    assert ended(output)[0] == 3
    folder.unlink()
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    code, _, told = ended(output, "--resume")
    assert code == 3
    assert "is not a folder of finished blocks" in told
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
