"""学位余缺 · school places by year and stage: seats of a plan against the children who will need them.

>>> import xuewei
>>> assessment = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
>>> assessment.areas
('中心城区',)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xuewei.version import __version__

if TYPE_CHECKING:
    from xuewei.errors import InputError
    from xuewei.formats.plan.read import read_plan
    from xuewei.formats.population.folder import read_population
    from xuewei.model.assessment import Assessment, assess

__all__ = ["Assessment", "InputError", "__version__", "assess", "read_plan", "read_population"]

_HOMES = {
    "Assessment": "xuewei.model.assessment",
    "assess": "xuewei.model.assessment",
    "InputError": "xuewei.errors",
    "read_plan": "xuewei.formats.plan.read",
    "read_population": "xuewei.formats.population.folder",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that ``xuewei --version`` pays for nothing else."""
    if name not in _HOMES:
        raise AttributeError(f"module 'xuewei' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
