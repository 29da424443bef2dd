"""Rows of an answer under chance as CSV, which are written without a Python object for each number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.rows import COLUMNS, DIGITS, SEAT_DIGITS, Figures, rows
from xuewei.answers.simulate.rows_file import Text, csv_rows, decimals, wholes
from xuewei.tables.view import cell, csv_lines


def figures(seed: int, largest: int) -> Figures:
    """Two areas with names that need care, and three cells; the first is hidden, some of the others untold."""
    chance = np.random.default_rng(seed)
    hidden = np.array([True, False, False])
    share = chance.normal(size=(12, 2, 3)).round(DIGITS) + 0.0
    share[:, (chance.random((2, 3)) < 0.3) | hidden] = np.nan
    return Figures(
        ["=甲, 乙", '区"\n丙\x00'],
        [("kindergarten", 2023), ("小学", 2024), ("小学", 2025)],
        chance.integers(-largest, largest, (2, 3, 3, 3)),
        share[0],
        (share[1] * chance.integers(1, 10**7)).round(SEAT_DIGITS) + 0.0,
        np.where(hidden, len(SOURCES), chance.integers(0, len(SOURCES) + 1, (2, 3))),
        share[2:].swapaxes(0, 1),
        hidden,
    )


@pytest.mark.parametrize("largest", [2, 30_000, 10**9, 2**62])
def test_rows_are_the_bytes_that_a_writer_of_csv_makes_of_them(largest: int) -> None:
    """Names with commas, quotes, formulas and characters that act; numbers of any size; nothing where none is told."""
    for seed in range(20):
        found = figures(seed, largest)
        plain = csv_lines([cell(row[column]) for column in COLUMNS] for row in rows(found))
        assert csv_rows(found).decode() == plain


@given(some.lists(some.integers(-(2**63) + 1, 2**63 - 1), min_size=1))
def test_whole_numbers_are_written_as_python_does(values: list[int]) -> None:
    """Of any size, beside each other."""
    assert texts(wholes(np.array(values))) == [*map(str, values)]


@given(some.lists(some.integers(-(10**14), 10**14), min_size=1), some.sampled_from([DIGITS, SEAT_DIGITS]))
def test_rounded_numbers_are_written_as_python_does(values: list[int], digits: int) -> None:
    """With the fewest digits that say them, one of them after the point at least."""
    rounded = np.array(values) / 10**digits
    assert texts(decimals(rounded, digits)) == [*map(repr, rounded.tolist())]


def texts(found: Text) -> list[str]:
    """Texts without the room that they leave."""
    return [text.replace(b"\0", b"").decode() for text in found.tolist()]
