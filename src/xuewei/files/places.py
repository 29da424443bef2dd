"""Where the shipped data are: inside the installed package, or beside ``src`` in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(*names: str) -> Path:
    """A shipped file or folder by its path below ``data/``.

    >>> shipped("plan_2021_2025.yaml").name
    'plan_2021_2025.yaml'
    """
    installed = _PACKAGE / "data"
    return (installed if installed.is_dir() else _PACKAGE.parent.parent / "data").joinpath(*names)


def starter() -> Path:
    """The small project that ``xuewei init`` copies."""
    installed = _PACKAGE / "data" / "starter"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "examples" / "small_city"


def own_plan() -> Path | None:
    """The shipped plan where it belongs to a checkout and may be edited; None inside an installed package."""
    return None if (_PACKAGE / "data").is_dir() else shipped(SHIPPED_PLAN)


SHIPPED_PLAN = "plan_2021_2025.yaml"
SHIPPED_POPULATION = "population"
SHIPPED_POLICY = "policy.yaml"
BUILT_IN = {"plan_2021_2025": SHIPPED_PLAN}
"""Shipped plans by the name that scenarios extend."""
NAMED_POPULATIONS = ("china",)
"""Shipped folders with pupils on record, by the name that commands know them by."""
