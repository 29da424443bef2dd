"""What tests need of the machine: without it they skip, except where everything has to run."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def needed(why: str, *names: str) -> str:
    """The path of the first of some programs that is there."""
    return next((path for path in map(shutil.which, names) if path), None) or lacking(why)


def lacking(why: str) -> NoReturn:
    """Skip the test, or fail it where everything has to run."""
    if os.environ.get("XUEWEI_CI"):
        pytest.fail(why)
    pytest.skip(why)
