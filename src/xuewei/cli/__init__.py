"""The command line: reads arguments, calls one function, shows."""

import gc
import os
import signal
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded, so here: areas are too small to share


def _is_program(started_as: str) -> bool:
    """Whether this process is the program itself, not one that imports a part of it."""
    *_, folder, name = ["", *started_as.replace("\\", "/").split("/")]
    return name.removesuffix(".exe") == "xuewei" or (folder, name) == ("xuewei", "__main__.py")


def _end(number: int, frame: object) -> None:
    """Ctrl-C while the program is still being loaded: there is nothing to put away, and nothing to say."""
    os._exit(128 + number)


PROGRAM = _is_program(sys.argv[0])
SWEEPS = 200_000, 20, 100
"""When Python looks for objects that hold each other: seldom, for modules stay, rows by the million hold nothing, and
to look through them again and again took an eighth of the time."""

if PROGRAM:
    gc.set_threshold(*SWEEPS)  # before the libraries are loaded
if PROGRAM and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)  # until main hears it
