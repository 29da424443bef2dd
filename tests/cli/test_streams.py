"""Streams of random numbers: each is its own, in every order, process and company."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import blake2b
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.model.streams import PARTS, stream

SEEDS = st.integers(0, 2**64)
PART = st.integers(0, PARTS - 1)


def _drawn(seed: int, name: str, part: int = 0) -> tuple[int, ...]:
    return tuple(stream(seed, name, part).integers(0, 2**63, 8).tolist())


@given(SEEDS, st.lists(st.tuples(st.text(max_size=8), PART), min_size=2, max_size=6, unique=True))
def test_a_stream_does_not_depend_on_what_was_drawn_before_it(seed: int, keys: list[tuple[str, int]]) -> None:
    """The same names in another order, and alone, have the same numbers."""
    forward = {key: _drawn(seed, *key) for key in keys}
    backward = {key: _drawn(seed, *key) for key in reversed(keys)}
    assert forward == backward


@given(SEEDS, st.lists(st.tuples(st.text(max_size=8), PART), min_size=2, max_size=6, unique=True))
def test_no_two_names_or_parts_share_numbers(seed: int, keys: list[tuple[str, int]]) -> None:
    """Streams of different names or parts are different from the first numbers on."""
    for one, other in combinations(keys, 2):
        assert _drawn(seed, *one) != _drawn(seed, *other)


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**63 - 1, 2**128 - 1, 2**128])
def test_a_stream_is_the_one_of_its_seed_and_spawn_key(seed: int) -> None:
    """Of seeds of as many words as a pool has, of fewer and of more: the words are those that numpy makes of both."""
    words = np.frombuffer(blake2b("甲".encode(), digest_size=16).digest(), dtype="<u4").tolist()
    sequence = np.random.SeedSequence(seed, spawn_key=(*words, 3))
    known = np.random.Generator(np.random.SFC64(sequence)).integers(0, 2**63, 8)
    assert _drawn(seed, "甲", 3) == tuple(known.tolist())


@given(SEEDS, SEEDS, st.text(max_size=8))
def test_another_seed_gives_other_numbers(one: int, other: int, name: str) -> None:
    """Two seeds agree only where they are the same."""
    assert (_drawn(one, name) == _drawn(other, name)) == (one == other)


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_every_process_draws_the_same(hash_seed: str) -> None:
    """Neither a new process nor PYTHONHASHSEED changes a number."""
    program = "from xuewei.model.streams import stream; print(stream(7, '甲乙', 3).integers(0, 2**63, 8).tolist())"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == str(list(_drawn(7, "甲乙", 3)))


def test_the_numbers_are_those_of_the_first_version() -> None:
    """A synthetic country or a simulation drawn once is drawn the same for ever."""
    assert stream(1, "合成县0001").integers(0, 1000, 4).tolist() == [218, 621, 91, 831]
    assert isinstance(stream(1, "合成县0001").bit_generator, np.random.SFC64)


def test_numbers_of_neighbouring_streams_are_not_alike() -> None:
    """Over a thousand areas the first uniform numbers have the mean and spread of independent ones."""
    first = np.array([stream(1, f"合成县{i:04d}").random(2) for i in range(1000)])
    assert abs(first.mean() - 0.5) < 0.03
    assert abs(first.std() - 12**-0.5) < 0.02
    assert abs(np.corrcoef(first[:, 0], first[:, 1])[0, 1]) < 0.1
    assert abs(np.corrcoef(first[:-1, 0], first[1:, 0])[0, 1]) < 0.1


def test_a_negative_seed_or_a_part_out_of_range_is_refused() -> None:
    """Neither is silently folded into another stream."""
    with pytest.raises(ValueError, match="seed"):
        stream(-1, "甲")
    for part in (-1, PARTS):
        with pytest.raises(ValueError, match="part"):
            stream(1, "甲", part)
