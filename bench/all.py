"""All benchmarks in one table.

python bench/all.py [NAME…] [--quick] [--output FILE.md] [--alternatives PYTHON]
"""

from __future__ import annotations

from pathlib import Path

import backtest
import by_grade
import entry_grades
import estates
import large_ledger
import large_plan
import many_areas
import national
import pages
import record
import scenarios
import simulation_limit
import startup
import workers

import people
import reports
import simulation
from machine import machine
from report import Benchmark, collected, options, table

BENCHMARKS: dict[str, Benchmark] = {
    "startup": startup.results,
    "large_plan": large_plan.results,
    "large_ledger": large_ledger.results,
    "many_areas": many_areas.results,
    "national": national.results,
    "by_grade": by_grade.results,
    "people": people.results,
    "backtest": backtest.results,
    "record": record.results,
    "entry_grades": entry_grades.results,
    "estates": estates.results,
    "reports": reports.results,
    "pages": pages.results,
    "simulation": simulation.results,
    "simulation_limit": simulation_limit.results,
    "workers": workers.results,
    "scenarios": scenarios.results,
}


def main() -> None:
    """Run those asked for."""
    known = options()
    known.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)} (default: all)")
    known.add_argument("--output", help="write the table to a file")
    asked = known.parse_args()
    for name in asked.names:
        if name not in BENCHMARKS:
            known.error(f"no benchmark is called {name}: {', '.join(BENCHMARKS)}")
    chosen = [BENCHMARKS[name] for name in asked.names or BENCHMARKS]
    found = f"{table(collected(chosen, asked.quick, asked.alternatives))}\n\n{machine()}\n"
    if asked.output:
        Path(asked.output).write_text(found, encoding="utf-8")
    else:
        print(found)


if __name__ == "__main__":
    main()
