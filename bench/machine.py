"""The machine that was measured on, without its name."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Processor, cores, memory, versions, and the day, in one paragraph."""
    parts = [
        f"{_first('/proc/cpuinfo', 'model name') or platform.machine()}, {os.cpu_count()} cores",
        f"{_memory():.0f} GiB memory",
        f"Python {platform.python_version()}, numpy {version('numpy')}",
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"{datetime.now(UTC):%Y-%m-%d}",
    ]
    return "Measured on: " + "; ".join(parts) + "."


def _memory() -> float:
    """Physical memory in GiB; 0 where it is not told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):
        return 0.0


def _first(file: str, name: str) -> str:
    """What a line of a file says of ``name``."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
