"""The program run inside the process of a test: quicker than a whole process, where that is not what is tested."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xuewei.cli.app import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def xuewei(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process: exit code, standard output, standard error."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def called(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["xuewei", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called
