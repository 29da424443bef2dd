"""The cohort step in pandas: survival, an open last age, births by fertility, net migration by a rate of every age.

    python -m programs.pandas_rows FOLDER

It starts from people by area, sex and single age that somebody else has made, and calibrates nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from people import AGES, AHEAD
from programs.clock import tell

OPEN_AGE_SHARE, SURVIVAL, FERTILITY, MOVES = 0.6, 0.998, 1.3, 0.004
BEARING = range(15, 50)


def start(people: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> pd.DataFrame:
    """A row for each area, sex and age from ``people (area, sex, age)``."""
    index = pd.MultiIndex.from_product([range(size) for size in people.shape], names=["area", "sex", "age"])
    return pd.DataFrame({"persons": people.ravel()}, index=index).reset_index()


def step(frame: pd.DataFrame, last: int) -> pd.DataFrame:
    """Everybody a year later."""
    mothers = frame[(frame["sex"] == 1) & frame["age"].isin(BEARING)]
    born = mothers.groupby("area")["persons"].sum() * (FERTILITY / len(BEARING))
    frame = frame.sort_values(["area", "sex", "age"])
    living = frame["persons"] * SURVIVAL
    older = living.groupby([frame["area"], frame["sex"]]).shift()
    older = older.where(frame["age"] > 0, frame["area"].map(born) / 2)
    older = older.where(frame["age"] < last, older + living * OPEN_AGE_SHARE)
    return frame.assign(persons=older * (1 + MOVES))


def rows(people: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[dict[str, object]]:
    """Every age of every area in every year, as the others give them."""
    frame = start(people)
    last = int(frame["age"].max())
    years = []
    for ahead in range(1, AHEAD + 1):
        frame = step(frame, last)
        young = frame[frame["age"] < AGES]
        years.append(young.groupby(["area", "age"])["persons"].sum().reset_index().assign(year=2020 + ahead))
    return pd.concat(years).to_dict("records")  # type: ignore[return-value]


def main() -> None:
    """Time ten steps and their rows."""
    people = np.load(Path(sys.argv[1]) / "people.npy")
    assert len(rows(people)) == len(people) * AGES * AHEAD
    tell(lambda: rows(people))


if __name__ == "__main__":
    main()
