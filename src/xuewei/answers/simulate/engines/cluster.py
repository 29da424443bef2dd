"""The workers of a Dask scheduler, on this machine or on others. A worker that dies costs the tasks it had."""

from __future__ import annotations

import ctypes
import logging
import os
import pickle
import platform
import socket
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import resolve_name
from time import monotonic
from typing import TYPE_CHECKING, Any

from xuewei.answers.simulate.engines.engine import Outcome
from xuewei.answers.simulate.engines.processes import answered, died, packed
from xuewei.answers.simulate.tasks import Task
from xuewei.errors import Fault, InputError, Place
from xuewei.late import pattern

if TYPE_CHECKING:
    from distributed import Client, Future

GREET, CONNECT = 2.0, 3.0
"""Seconds in which a scheduler must greet, and then answer: five in all."""
WORKERS = 20.0
"""Seconds without any worker after which a run ends."""
COUNTED = 1.0
"""Seconds after which workers, who come and go, are counted again."""
RETRIES = 3
AHEAD = 3
"""Tasks in flight for each thread of the workers."""
ADDRESS = pattern(r"(?P<how>tcp|tls)://(?P<host>[^/:\s]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
LENGTH, LONGEST_GREETING = 8, 2**20
"""Bytes of the length that comes before the greeting of a scheduler, and more than it ever says."""
GREETING = b"pickle-protocol"
"""Bytes in every greeting of a scheduler."""
TRIM = "MALLOC_TRIM_THRESHOLD_"
"""The variable by which Dask says that the workers it looks after keep no memory."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, KEPT = -1, -3, 2**26
"""Numbers of glibc's malloc.h, and what it may keep: as much as it does by itself at the most."""
ALIKE = ("xuewei", "numpy", "dask", "distributed")
"""Packages whose version must be that of this machine: numbers drawn by another numpy may be others."""


def installed() -> bool:
    """Whether Dask is installed here: the extra ``cluster``."""
    return find_spec("distributed") is not None


class Cluster(AbstractContextManager["Cluster"]):
    """The workers of the scheduler at ``address``, such as ``tcp://host:8786``; Dask must be :func:`installed`.

    Entering raises InputError where no scheduler or no worker is to be reached, or their versions are not ours.
    """

    def __init__(self, address: str) -> None:
        self.room = AHEAD
        self._address = address
        self._flying: dict[Future[bytes], Task] = {}
        self._held = ExitStack()

    def __enter__(self) -> Cluster:
        import_module("distributed.client")
        _quiet()
        try:
            greeted(self._address)
            client = _client(self._address)
        except Exception as wrong:  # what is not Dask may answer with anything
            raise self._fault("no_scheduler", why=_first_line(wrong)) from None
        self._held.callback(_close, client)
        self._client = client
        try:
            self._meet(client)
            self._loading = [  # what answers tasks, while this process reads
                client.submit(keep_memory, pure=False, workers=[each], allow_other_workers=True)
                for each in client.nthreads()
            ]
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *how: object) -> None:
        with suppress(Exception):
            self._client.cancel(list(self._flying), force=True)
        self._held.close()

    def _meet(self, client: Client) -> None:
        """Wait for a worker, and compare versions."""
        try:
            client.wait_for_workers(1, timeout=WORKERS)
        except TimeoutError:
            raise self._fault("no_workers", seconds=WORKERS) from None
        faults = []
        for package in ALIKE:
            name, ours = f"{package}:__version__", resolve_name(f"{package}:__version__")
            theirs = client.run(resolve_name, name, on_error="return")
            with suppress(Exception):
                theirs["scheduler"] = client.run_on_scheduler(resolve_name, name)
            faults += self._differing(package, ours, theirs)
        python = platform.python_version()
        faults += self._differing("Python", python, client.run(platform.python_version, on_error="return"))
        if faults:
            raise InputError(faults)
        self._count()

    def _differing(self, package: str, ours: str, theirs: Mapping[str, object]) -> list[Fault]:
        faults = []
        for where, found in theirs.items():
            values: dict[str, Any] = {"where": where, "package": package}
            if isinstance(found, Exception):
                values["why"] = _first_line(found)
                faults.append(Fault(Place(self._address), f"{package} {where}", "not_installed", values))
            elif found != ours:
                values |= {"ours": ours, "theirs": found}
                faults.append(Fault(Place(self._address), f"{package} {where}", "other_version", values))
        return faults

    def _count(self) -> bool:
        """Make room for the workers there are; whether there are some."""
        self._counted = monotonic()
        threads = sum(map(int, self._client.nthreads().values()))
        self.room = AHEAD * max(threads, 1)
        return threads > 0

    def send(self, task: Task) -> None:
        """Take on a task."""
        future = self._client.submit(answered_apart, packed(task), pure=False, retries=RETRIES)
        self._flying[future] = task

    def received(self) -> list[tuple[int, Outcome]]:
        """The outcomes of tasks that are finished, at least one."""
        from concurrent.futures import CancelledError

        from distributed import wait
        from distributed.scheduler import KilledWorker

        try:
            while True:
                try:
                    with self._client.as_current():
                        done = wait(list(self._flying), timeout=WORKERS, return_when="FIRST_COMPLETED").done
                    break
                except TimeoutError:
                    if not self._count():
                        raise self._fault("no_workers", seconds=WORKERS) from None
            if monotonic() - self._counted > COUNTED:
                self._count()
            found: list[tuple[int, Outcome]] = []
            for future in done:
                task = self._flying[future]
                wrong = future.exception()
                outcome = pickle.loads(future.result()) if wrong is None else wrong
                found.append((task.number, died(task) if isinstance(wrong, KilledWorker) else outcome))
                del self._flying[future]
            return found
        except (CancelledError, OSError):
            raise self._fault("lost_scheduler") from None

    def _fault(self, kind: str, **values: object) -> InputError:
        return InputError([Fault(Place(self._address), "", kind, values)])


def answered_apart(raw: bytes) -> bytes:
    """The answer of a packed task by a worker of Dask, in one piece: Dask itself would send each of the hundreds of
    arrays in it for itself."""
    keep_memory()
    return pickle.dumps(answered(raw), protocol=pickle.HIGHEST_PROTOCOL)


@cache
def keep_memory() -> None:
    """Let this process keep memory of arrays that are gone for the next ones, up to KEPT bytes, where Dask has told it
    to give everything back to the system at once: to get it again would take a quarter of the time."""
    if TRIM in os.environ:
        with suppress(AttributeError, OSError, TypeError):  # another library of C than that of GNU
            choose = ctypes.CDLL(None).mallopt
            choose(M_TRIM_THRESHOLD, KEPT)
            choose(M_MMAP_THRESHOLD, KEPT // 2)


def greeted(address: str) -> None:
    """Wait for the greeting that a Dask scheduler sends on connection: its client waits for ever where none comes, and
    takes other bytes for sizes. Raises OSError or ValueError where there is none.

    >>> greeted("http://host:80")
    Traceback (most recent call last):
    ValueError: not an address such as tcp://host:8786
    """
    found = ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise ValueError("not an address such as tcp://host:8786")
    until = monotonic() + GREET
    with socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=GREET) as there:
        if found["how"] == "tls":
            return
        size = int.from_bytes(_heard(there, LENGTH, until), "little")
        if LENGTH < size <= LONGEST_GREETING and GREETING in _heard(there, size, until):
            return
    raise OSError("no Dask scheduler answers there")


def _heard(there: socket.socket, size: int, until: float) -> bytes:
    """That many bytes, all of them in time; TimeoutError where they are not, fewer bytes where no more will come."""
    received = b""
    while len(received) < size:
        there.settimeout(max(until - monotonic(), 0.001))
        more = there.recv(size - len(received))
        if not more:
            break
        received += more
    return received


def _client(address: str) -> Client:
    """A client of the scheduler there. One that could not be made is marked closed: closing it would wait and
    complain."""
    from distributed import Client

    client = Client.__new__(Client)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions: we report them
            Client.__init__(client, address, timeout=CONNECT, set_as_default=False)
    except BaseException:
        client.status = "closed"
        raise
    return client


def _close(client: Client) -> None:
    """Disconnect from a scheduler, which may be gone."""
    with suppress(Exception):
        client.close()
    client.status = "closed"


def _quiet() -> None:
    """Dask logs nothing: what matters is raised as a fault."""
    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _first_line(wrong: Exception) -> str:
    return str(wrong).strip().partition("\n")[0] or type(wrong).__name__
