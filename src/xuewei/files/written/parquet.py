"""Tables in Parquet."""

from __future__ import annotations

from importlib.util import find_spec

from xuewei.errors import Fault, InputError


def need_pyarrow(file: str) -> None:
    """Raise InputError, for ``file``, where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise InputError([Fault(file, None, "", "no_pyarrow")])
