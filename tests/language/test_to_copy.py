"""What is printed to be copied works where it is pasted."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.language import helps, people_faults
from xuewei.language.to_copy import argument, install

from program import TOP, environment, run


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_a_shell_reads_an_argument_as_it_was(word: str) -> None:
    """Whatever it holds; and without single quotes, which cmd.exe does not know, unless a sign acts in double ones."""
    shown = argument(word)
    if "\\" not in word:
        assert shlex.split(shown) == [word]
    assert "'" not in shown or re.search(r'["$`!\']', word) or word.endswith("\\")


class _Package:
    """A distribution as pip leaves it."""

    def __init__(self, direct: str | None) -> None:
        self.direct = direct
        self.requires = ["click>=8", "matplotlib>=3.11; extra == 'charts'", 'zhplot>=1.0 ; extra == "charts"']

    def read_text(self, name: str) -> str | None:
        """What stands in one of its files."""
        return self.direct if name == "direct_url.json" else None


@pytest.mark.parametrize(
    ("direct", "wanted"),
    [
        ('{"dir_info": {"editable": true}, "url": "file:///x"}', r'pip install "\.\[charts\]"'),
        ('{"dir_info": {}, "url": "file:///x"}', r'pip install "\.\[charts\]"'),
        ('{"archive_info": {}, "url": "file:///x.whl"}', r'pip install "matplotlib>=[\d.]+" "zhplot>=[\d.]+"'),
        (None, r'pip install "matplotlib>=[\d.]+" "zhplot>=[\d.]+"'),
    ],
)
def test_what_is_lacking_is_installed_from_where_the_program_came(
    direct: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone has extras; out of a wheel only the libraries can be named: an index may hold another's `xuewei`."""
    monkeypatch.setattr("importlib.metadata.distribution", lambda name: _Package(direct))
    assert re.fullmatch(wanted, install("charts"))


def test_no_sentence_advises_to_install_by_our_name() -> None:
    """Nor with single quotes."""
    told = [text for pair in (*helps.HELPS.values(), *people_faults.OF_PEOPLE.values()) for text in pair]
    assert [text for text in told if re.search(r"pip install ['\"]?xuewei|pip install '", text)] == []


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    """`python -m xuewei`, in another folder."""
    done = subprocess.run(
        [sys.executable, "-m", "xuewei", "gap", "--year", "2023"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", env=environment(),
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout == run("gap", "--year", "2023").stdout


def test_the_licence_stands_at_the_top() -> None:
    """And the package says so."""
    assert (TOP / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
