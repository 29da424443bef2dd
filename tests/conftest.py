"""What holds for every test."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background: what is started would not hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
