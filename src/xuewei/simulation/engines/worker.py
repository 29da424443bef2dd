"""What a worker process does first, before it has loaded anything numeric."""

from __future__ import annotations

import os
import shutil
from multiprocessing import parent_process
from threading import Thread


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
