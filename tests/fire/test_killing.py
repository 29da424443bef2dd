"""A small sample of kills in every form of output: nothing damaged, nothing left after the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from fire.killing import FORMS, kill_while_writing

TIMES, SEED = 1, 1


@pytest.mark.parametrize("form", FORMS)
def test_a_kill_damages_nothing_and_the_next_run_clears_up(form: str, tmp_path: Path) -> None:
    """What stood there stands there, or the whole new one."""
    found = kill_while_writing(form, tmp_path, TIMES, SEED)
    assert found.kills
    assert found.damaged == []
    assert found.left == []
