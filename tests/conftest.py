"""What holds for every test."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import xuewei.cli.app as program
from browser import browser

from inside import xuewei

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["xuewei"]

TESTS = Path(__file__).parent

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


LONG = (
    "fire/test_names.py", "report/letter/test_letter.py", "workbook/test_there_and_back.py", "fire/test_far_cells.py",
    "formats/git/test_git.py", "answers/optimise/test_command.py", "report/page/test_page.py",
    "report/page/test_every_width.py", "site/test_site.py", "report/page/test_page_script.py", "cli/test_endings.py",
    "charts/test_plan_charts.py", "tables/test_windows.py", "fire/test_killing.py", "site/test_howto.py",
    "fire/test_sample.py", "report/page/test_page_estates.py", "workbook/test_register_sheet.py",
    "workbook/test_book_bands.py", "workbook/lists/test_people_lists.py", "report/page/test_beside.py",
    "cli/test_forms.py",
)  # fmt: skip
"""The files that take longest, longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first: a process takes whole files, one after the other, so that what the tests of a module
    share is made once, and a long one at the end would have the other processes wait for it."""
    order = {TESTS / name: n for n, name in enumerate(LONG)}
    gone = [str(each) for each in order if not each.exists()]
    if gone:
        raise pytest.UsageError(f"LONG names files that are not there: {gone}")
    items.sort(key=lambda item: order.get(item.path, len(LONG)))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nobody looks through it again and again for what could go."""
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: some tests wait."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1
