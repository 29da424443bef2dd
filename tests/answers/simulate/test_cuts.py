"""An area's answer is its own: whatever block it is in, whatever areas are beside it, and in whatever order."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.simulate.tally import Totals

from simulated import blocks, by_area, everything, names, sums, work

AREAS = names(40)


@pytest.mark.parametrize("block", [1, 64])
def test_blocks_of_any_size_give_the_same_bits(block: int) -> None:
    """Blocks of 1 and of 64 areas against blocks of 7: every area and every total."""
    assert everything(blocks(work(AREAS, block=block))) == everything(blocks(work(AREAS, block=7)))


@settings(max_examples=15)
@given(st.lists(st.sampled_from(AREAS), min_size=1, max_size=8, unique=True), st.integers(1, 9))
def test_areas_added_removed_or_moved_change_no_other_area(some: list[str], block: int) -> None:
    """Any areas in any order and cut have the bits that they have in company of all."""
    of_all = _of_all()
    alone = by_area(blocks(work(some, block=block)))
    assert list(alone) == some
    assert all(alone[area] == of_all[area] for area in some)


_known: dict[str, bytes] = {}


def _of_all() -> dict[str, bytes]:
    if not _known:
        _known.update(by_area(blocks(work(AREAS))))
    return _known


@cache
def totals_of_all() -> list[Totals]:
    """The totals of every block, to which nothing is added."""
    return [block.totals for block in blocks(work(AREAS))]


@cache
def sums_of_all() -> bytes:
    """The bits of all totals, added in the order of the blocks."""
    return sums(blocks(work(AREAS)))


@settings(max_examples=15)
@given(st.permutations(range(6)), st.integers(1, 5))
def test_totals_are_the_same_however_they_are_added(order: list[int], middle: int) -> None:
    """Blocks added in any order, and in two heaps that are added at last, have the totals of all."""
    found = totals_of_all()
    assert len(found) == 6
    heaps = [Totals.nothing(*found[0].demand.shape) for _ in range(2)]
    for place, number in enumerate(order):
        heaps[place < middle].join(found[number])
    heaps[0].join(heaps[1])
    added = b"".join(getattr(heaps[0], each.name).tobytes() for each in fields(Totals))
    assert added == sums_of_all()


def test_another_seed_or_more_draws_are_another_answer() -> None:
    """The comparisons above can fail."""
    few = everything(blocks(work(AREAS[:7])))
    assert few != everything(blocks(work(AREAS[:7], draws=201)))
    assert few != everything(blocks(work(AREAS[7:14])))
    assert np.frombuffer(few[-8:], dtype=np.float64)[0] >= 0
