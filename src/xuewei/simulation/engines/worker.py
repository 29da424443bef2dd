"""What a worker process does first, before it has loaded anything numeric."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


def begin() -> None:
    """End with the process that started this one, however that ended: nobody would take the answers."""
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
