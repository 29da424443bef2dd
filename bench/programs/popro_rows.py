"""The same rows by popro, from files that have been read.

python -m programs.popro_rows FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from popro.popro import Popro

from programs.clock import tell


def main() -> None:
    """Time popro's own loop over years, places and ages."""
    folder = Path(sys.argv[1])
    paths = {f"path_{name}": str(folder / f"{name}.csv") for name in ("census", "births", "population")}
    engine = Popro({**paths, "year_census": 2020})
    tell(engine.project_all, warm=False)
    assert not engine.report_error, engine.report_error[0]
    assert len(engine.report_projection) == len(engine.datasets["df_census"]) * 10


if __name__ == "__main__":
    main()
