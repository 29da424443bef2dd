"""The command line: reads arguments, calls one function, shows."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded, so here: areas are too small to share
