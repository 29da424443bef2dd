"""How far children walk, against distances known from elsewhere and the laws of distance."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xuewei.formats.policy import read_policy
from xuewei.model.walking import straight_m, walk_m

RULES = read_policy().walking
PLACES = st.lists(st.tuples(st.floats(73, 135), st.floats(18, 54)), min_size=1, max_size=5).map(np.array)


def test_known_distances() -> None:
    """A degree of latitude, one of longitude at 60°, and Beijing to Shanghai (1,068 km)."""
    from_ = np.array([[111.0, 35.0], [111.0, 60.0], [116.4074, 39.9042]])
    to = np.array([[111.0, 36.0], [112.0, 60.0], [121.4737, 31.2304]])
    found = np.diagonal(straight_m(from_, to))
    np.testing.assert_allclose(found, [111_195, 55_597, 1_067_000], rtol=2e-3)


@given(PLACES, PLACES)
def test_laws_of_distance(from_: np.ndarray, to: np.ndarray) -> None:
    """There is as far as back, a place is at no distance from itself, and streets are longer than the air."""
    there = straight_m(from_, to)
    assert there.shape == (len(from_), len(to))
    np.testing.assert_allclose(there, straight_m(to, from_).T, atol=1e-3)
    np.testing.assert_allclose(np.diagonal(straight_m(from_, from_)), 0, atol=1e-3)
    np.testing.assert_allclose(walk_m(RULES, from_, to), there * 1.3)


def test_an_unknown_place_is_at_no_known_distance() -> None:
    """NaN stays NaN, and harms no other."""
    found = straight_m(np.array([[np.nan, np.nan], [111.0, 35.0]]), np.array([[111.0, 35.0]]))
    assert np.isnan(found[0, 0])
    assert found[1, 0] == 0


def test_where_nothing_else_is_written_a_closing_keeps_the_service_distance() -> None:
    """Stages with neither have no limit."""
    own = RULES.__class__(RULES.detour, RULES.service, RULES.rings)
    assert own.closing("primary") == RULES.service["primary"]
    assert RULES.closing("primary") == RULES.farthest["primary"]
    assert RULES.closing("senior") is None
