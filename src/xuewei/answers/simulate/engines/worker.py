"""What a worker process does first, and what processes that we start inherit: one thread for numeric libraries."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import parent_process
from threading import Thread

ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Variables that numeric libraries read when they are loaded."""
SAFE_PATH = "PYTHONSAFEPATH"
"""Without it a Python that is started with ``-c``, as those of multiprocessing are, imports from the current folder
first, before any code of ours runs."""


@contextmanager
def good_children() -> Iterator[None]:
    """Processes that are started meanwhile import nothing from the current folder, and have one thread unless the
    user's environment says otherwise."""
    added = {name: value for name, value in ONE_THREAD.items() if name not in os.environ}
    if not os.environ.get(SAFE_PATH):
        added[SAFE_PATH] = "1"
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def one_thread_here() -> AbstractContextManager[object]:
    """This process has one thread meanwhile, where threadpoolctl is installed; numpy has been loaded already. The
    program itself needs no such help: ``xuewei.cli`` says so before numpy is loaded."""
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def begin(folder: str) -> None:
    """End with the process that started this one, however that ended, and take away the ``folder`` it worked with:
    nobody would take the answers."""
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _end_with_parent(folder: str) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
