"""Bands of areas together and quantiles of the sums of their draws are one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from test_one_uncertainty import assessed, drawn, recorded
from xuewei.model.assessment import Assessment
from xuewei.model.bands import demand_bands

CASES: Mapping[str, Callable[[], Assessment]] = {
    "three": lambda: assessed(recorded(900, 400, 150), "区0", "区1", "区2"),
}
