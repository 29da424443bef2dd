"""The attacks that are no mutated inputs: programs and tests beside this one, each run as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = {"killing.py": ("25", "{seed}")}
"""Attacks that can be made longer than their tests are, with their arguments: here 25 kills of each form of output."""
OWN = "test_sample.py"
"""The test of the mutated inputs, which are run anyway."""


def others(seed: int) -> Iterator[tuple[str, int]]:
    """The name of each further attack, and its exit code."""
    for name, arguments in PROGRAMS.items():
        if (HERE / name).exists():
            words = [each.format(seed=seed) for each in arguments]
            yield name, subprocess.run([sys.executable, str(HERE / name), *words], cwd=HERE.parent.parent).returncode
    for path in sorted(HERE.glob("test_*.py")):
        if path.name != OWN:
            words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
            yield path.name, subprocess.run([sys.executable, *words], cwd=HERE.parent.parent).returncode
