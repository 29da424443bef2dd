"""学位余缺 · school places by year and stage: seats of a plan against the children who will need them.

>>> import xuewei
>>> assessment = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
>>> assessment.areas
('中心城区',)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xuewei.assessment import Assessment, assess
    from xuewei.errors import InputError
    from xuewei.files.people.population_folder import read_population
    from xuewei.files.plans.plan_file import read_plan

__version__ = "0.1.0"
__all__ = ["Assessment", "InputError", "assess", "read_plan", "read_population"]

_HOMES = {
    "Assessment": "xuewei.assessment",
    "assess": "xuewei.assessment",
    "InputError": "xuewei.errors",
    "read_plan": "xuewei.files.plans.plan_file",
    "read_population": "xuewei.files.people.population_folder",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that ``xuewei --version`` pays for nothing else."""
    if name not in _HOMES:
        raise AttributeError(f"module 'xuewei' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
