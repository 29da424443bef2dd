"""Runs over a real Dask scheduler and two workers on this machine."""

from __future__ import annotations

import gc
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path

import pytest

from clusters import process, scheduler, worker
from xuewei.answers.simulate.engines import cluster

from program import environment
from simulating import after_blocks, ended, start

LONG = 25.0
"""Seconds that half a second becomes on no machine."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a run in one process."""
    output = tmp_path_factory.mktemp("whole") / "out"
    assert ended(output)[0] == 0
    return output.read_bytes()


def test_two_workers_give_the_bits_of_one_process_and_so_does_one_that_is_left(whole: bytes, tmp_path: Path) -> None:
    """First with both, then with one of them killed after three blocks; nothing is told on standard error."""
    with scheduler(tmp_path) as address, process(*worker(address)), process(*worker(address)) as doomed:
        code, _, told = ended(tmp_path / "both", "--scheduler", address)
        assert (code, told) == (0, "")
        assert (tmp_path / "both").read_bytes() == whole
        run = start(tmp_path / "one", "--scheduler", address, "--pause", "0.05")
        after_blocks(run, 3)
        os.kill(doomed.pid, signal.SIGKILL)
        _, told = run.communicate()
        assert (run.returncode, told) == (0, "")
        assert (tmp_path / "one").read_bytes() == whole


KEEPING = """
from resource import RUSAGE_SELF, getrusage
import numpy as np
from xuewei.answers.simulate.engines.cluster import keep_memory

def pages():
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _ in range(100):
        np.ones(100_000)
    return getrusage(RUSAGE_SELF).ru_minflt - before

given_back = pages()
keep_memory()
pages()
print(given_back, pages())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the C library of GNU can be told")
def test_a_worker_keeps_the_memory_of_arrays_that_are_gone() -> None:
    """Dask has its workers give it back with each array, to get it again page by page for the next."""
    done = subprocess.run(
        [sys.executable, "-c", KEEPING],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(**{cluster.TRIM: "65536"}),
    )
    given_back, kept = map(int, done.stdout.split())
    assert kept < given_back / 10


def test_a_scheduler_that_goes_away_is_told_and_finished_blocks_are_kept(whole: bytes, tmp_path: Path) -> None:
    """Exit 3 and one sentence; the run goes on in one process."""
    output = tmp_path / "out"
    with scheduler(tmp_path) as address, process(*worker(address)):
        run = start(output, "--scheduler", address, "--pause", "0.5")
        after_blocks(run, 3)
    _, told = run.communicate()
    assert (run.returncode, told) == (3, f"{address}: the connection to the Dask scheduler was lost\n")
    code, out, _ = ended(output, "--resume")
    assert code == 0
    assert "finished before: 0" not in out
    assert output.read_bytes() == whole


def test_a_scheduler_is_waited_for_five_seconds() -> None:
    """Until it greets, and until it answers."""
    assert cluster.GREET + cluster.CONNECT == 5


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits half a second in place of five: the library itself would wait for half a minute."""
    monkeypatch.setattr(cluster, "GREET", 0.2)
    monkeypatch.setattr(cluster, "CONNECT", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nobody listens at the port; another address is no address at all. Imports are not counted."""
    from xuewei.answers.simulate.engines.engine import running
    from xuewei.errors import InputError

    from simulated import names, work

    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    import_module("distributed")
    for address in (nobody, "nothing://here", "no-such-host.invalid:8786"):
        began = time.monotonic()
        with (
            pytest.raises(InputError, match="cannot reach the Dask scheduler"),
            running(work(names(1)), cluster.Cluster(address)) as found,
        ):
            next(found)
        assert time.monotonic() - began < LONG, address
    code, _, told = ended(tmp_path / "out", "--scheduler", nobody)
    assert code == 3
    assert told.startswith(f"{nobody}: cannot reach the Dask scheduler")
    assert told.count("\n") == 1


HELLO = b"\x83\xabcompression\xc0\xa6python\x93\x03\x0b\x07\xafpickle-protocol\x05"
"""What a scheduler says of itself to whoever connects."""


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        bytes(1000),
        (64).to_bytes(8, "little"),
        (64).to_bytes(8, "little") + b"x" * 64,
        b"".join(n.to_bytes(8, "little") for n in (16 + len(HELLO), 1, len(HELLO))) + HELLO,
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_peer_that_accepts_and_is_no_scheduler_is_told(says: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    """Silent at once, after a size, after a greeting, or of another kind: one fault, and no complaint afterwards."""
    from xuewei.errors import InputError

    import_module("distributed")
    met: list[socket.socket] = []

    def meet(door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                met.append(door.accept()[0])
                met[-1].sendall(says)

    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        threading.Thread(target=meet, args=(door,), daemon=True).start()
        began = time.monotonic()
        with (
            pytest.raises(InputError, match="cannot reach the Dask scheduler"),
            cluster.Cluster(f"tcp://127.0.0.1:{door.getsockname()[1]}"),
        ):
            pass
        assert time.monotonic() - began < LONG
        gc.collect()
    for each in met:
        each.close()
    assert capfd.readouterr() == ("", "")


def test_workers_without_this_version_are_told(tmp_path: Path) -> None:
    """A worker that finds another xuewei first is named, with both versions, before anything is computed."""
    other = tmp_path / "other" / "xuewei"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('__version__ = "0.0.1"\n', encoding="utf-8")
    with scheduler(tmp_path) as address, _of_another_version(address, other.parent):
        code, out, told = ended(tmp_path / "out", "--scheduler", address)
    assert code == 3
    assert "block of" not in out
    assert "xuewei on tcp://127.0.0.1:" in told
    assert "is 0.0.1, but here it is 0.1.0: all machines need the same versions" in told


@contextmanager
def _of_another_version(address: str, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    before = os.environ.get("PYTHONPATH", "")
    with subprocess.Popen(
        [sys.executable, "-m", "dask", *worker(address)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(PYTHONPATH=os.pathsep.join([str(path), before])),
    ) as found:
        try:
            yield found
        finally:
            found.kill()
