"""The same seed gives the same bits on processors with and without wide registers, and with any number of threads."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import version

import pytest

from program import TOP, environment

PROGRAM = """
import hashlib, json, sys
from numpy._core import _multiarray_umath as core
from threadpoolctl import threadpool_info
from simulated import blocks, everything, names, work
bits = hashlib.blake2b(everything(blocks(work(names(14), draws=500)))).hexdigest()
used = [name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)]
blas = [[each["architecture"], each["num_threads"]] for each in threadpool_info() if each["internal_api"] == "openblas"]
json.dump([bits, used, blas], sys.stdout)
"""
numpy_version = tuple(map(int, version("numpy").split(".")[:2]))
numpy_core = import_module("numpy._core._multiarray_umath")
USED = [name for name in numpy_core.__cpu_dispatch__ if numpy_core.__cpu_features__.get(name)]
"""What numpy has code of its own for, and this processor has too; narrow registers first."""
CORES = {"Prescott": "", "Nehalem": "", "Haswell": "X86_V3", "SkylakeX": "X86_V4"}
"""Processors that OpenBLAS has code for, and what this one needs to run it."""
NAMED = {"Prescott": ["Katmai", "Prescott"]}
"""What versions of OpenBLAS call a core when they are asked for it, where that is another name."""
HERE = [core for core, needed in CORES.items() if not needed or numpy_core.__cpu_features__.get(needed)]


@cache
def run(**variables: str) -> tuple[str, list[str], list[list[object]]]:
    """The bits of a small simulation in a process of its own, numpy's features and OpenBLAS's cores and threads."""
    paths = f"{TOP / 'src'}:{TOP / 'tests'}"
    plain = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": paths, **variables}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment(**plain), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    bits, used, blas = json.loads(done.stdout)
    return bits, used, blas


@pytest.mark.parametrize("kept", range(len(USED)))
def test_processors_without_some_features_give_the_same_bits(kept: int) -> None:
    """Only the narrowest ``kept`` kinds of registers are used: numpy says so, and the bits are those of all."""
    bits, used, _ = run(NPY_DISABLE_CPU_FEATURES=" ".join(USED[kept:]))
    assert used == USED[:kept]
    assert bits == run()[0]


@pytest.mark.parametrize("core", HERE)
@pytest.mark.parametrize("threads", [1, 2])
def test_any_core_and_number_of_threads_of_the_numeric_library_give_the_same_bits(core: str, threads: int) -> None:
    """Products of matrices are cut and added up in other ways, which OpenBLAS says; sums of whole numbers stay."""
    bits, _, blas = run(OPENBLAS_CORETYPE=core, OPENBLAS_NUM_THREADS=str(threads))
    assert bits == run()[0]
    if blas:  # numpy may have been built with another library
        assert blas in [[[name, threads]] for name in NAMED.get(core, [core])]


def test_the_comparison_can_fail() -> None:
    """An ordinary product of matrices does differ between some of these; else nothing would be shown. The libraries
    that numpy brought before 2.4 give one result on all of them."""
    product = (
        "import hashlib, numpy as np; chance = np.random.default_rng(1);"
        "print(hashlib.blake2b((chance.random((48, 64)) @ chance.random((64, 500))).tobytes()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", product],
            env=environment(OPENBLAS_CORETYPE=core),
            capture_output=True,
            check=True,
        ).stdout
        for core in HERE
    }
    assert len(found) > 1 or len(HERE) == 1 or numpy_version < (2, 4)
