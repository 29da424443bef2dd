"""Simple exponential smoothing of every grade of every area by statsmodels, on pupils of the same size as ours.

python -m programs.smoothing AREAS
"""

from __future__ import annotations

import sys
import warnings

import numpy as np
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from programs.clock import tell

YEARS, GRADES, AHEAD = 7, 12, 10


def main() -> None:
    """Time fit and forecast, series by series."""
    pupils = np.random.default_rng(1).poisson(100, (int(sys.argv[1]) * GRADES, YEARS)).astype(float)
    warnings.simplefilter("ignore")
    fitted = SimpleExpSmoothing(pupils[0], initialization_method="estimated").fit()
    assert len(fitted.forecast(AHEAD)) == AHEAD
    tell(
        lambda: [SimpleExpSmoothing(one, initialization_method="estimated").fit().forecast(AHEAD) for one in pupils],
        warm=False,
    )


if __name__ == "__main__":
    main()
