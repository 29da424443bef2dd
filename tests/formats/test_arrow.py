"""Arrow arrays as numpy has them, and tables read without pandas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.synthetic.country import write_country
from xuewei.formats.arrow import known, numbers, whole_numbers, words

from program import environment

WHOLE = st.lists(st.none() | st.integers(-(2**62), 2**62), max_size=40)


@given(WHOLE, st.integers(0, 20))
def test_numbers_and_what_is_missing(found: list[int | None], start: int) -> None:
    """Of a part of an array as of all of it."""
    column = pyarrow.array(found, pyarrow.int64())[start:]
    assert numbers(column, -7).tolist() == [-7 if each is None else each for each in found[start:]]
    assert known(column).tolist() == [each is not None for each in found[start:]]


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_words_come_back(found: list[str | None]) -> None:
    """Empty ones and None apart."""
    assert words(found).to_pylist() == found


def test_other_types_are_refused() -> None:
    """No number is taken for another."""
    with pytest.raises(KeyError):
        numbers(pyarrow.array(["1"]))
    assert whole_numbers(np.array([], dtype=np.int64)).to_pylist() == []
    assert numbers(pyarrow.nulls(2, pyarrow.float64()), 3).tolist() == [3.0, 3.0]
    assert known(pyarrow.nulls(2)).tolist() == [False, False]


def test_a_large_folder_is_read_without_pandas(tmp_path: Path) -> None:
    """Loading it takes as long as the rest."""
    write_country(tmp_path / "country", 300)
    program = (
        "import sys; from xuewei.formats.population.folder import read_population\n"
        f"read_population({str(tmp_path / 'country')!r})\n"
        "print('pyarrow' in sys.modules, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment())
    assert done.stdout.split() == ["True", "False"]
