"""What holds for every test."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import xuewei.cli.app as program
from browser import browser

from inside import xuewei

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["xuewei"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background: what is started would not hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(  # no law depends on how fast the machine is, or on what else it does
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="XUEWEI_CI" in os.environ,  # what .ci/run says of a commit, it says again
)
settings.load_profile("unhurried")

vars(program)["busy"] = lambda: False  # a run inside this process ends without ending it, whatever threads are left


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a module; a machine without one skips them."""
    with browser() as found:
        yield found


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: some tests wait."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1
