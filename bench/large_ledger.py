"""A ledger of 100,000 rows as a workbook: written, and read again, each in a process of its own.

    python bench/large_ledger.py [--quick]

Targets: 15 s and 200 MiB to write, 8 s and 400 MiB to read back, in at most 1.2 and 2.5 times what is held against it:
plain tables of 20 columns that XlsxWriter (and openpyxl) write, and the cells alone that python-calamine reads.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Job
from report import Limit, Setting, Yielded, alone, measured

ROWS, COLUMNS, RUNS = 100_000, 20, 2
PLAN = """
import sys
from xuewei.model.plan import Plan, School
rows = int(sys.argv[1])
schools = tuple(
    School(id=f"s{n}", name=f"学校{n}", type="primary", area="中心城区", seats={"primary": 1080}, planned=2021 + n % 5,
           founder="city", responsible={"unit": f"第{n % 40}教育局"}, due="2024-08-31", basis={"seats": "assumed"})
    for n in range(rows)
)
plan = Plan("bench", "中心城区", schools, (2021, 2025))
"""
WRITE = f"""{PLAN}
import xuewei
from xuewei.workbook.write.book import write_book
write_book(xuewei.assess(plan, xuewei.read_population()), sys.argv[2], "zh")
"""
READ = """
import sys
from xuewei.workbook.read.plan_book import read_book
from xuewei.formats.book.sheets import Workbook
assert len(read_book(Workbook(sys.argv[2])).plan.schools) == int(sys.argv[1])
"""
CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path(sys.argv[2]).get_sheet_by_name("项目台账").to_python()
"""
PLAIN = """
import sys
rows, columns = int(sys.argv[1]), int(sys.argv[3])
"""
OPENPYXL = f"""{PLAIN}
from openpyxl import Workbook
book = Workbook(write_only=True)
sheet = book.create_sheet("台账")
for n in range(rows):
    sheet.append([f"学校{{n}}" if m % 2 else n + m for m in range(columns)])
book.save(sys.argv[2])
"""
XLSXWRITER = f"""{PLAIN}
from xlsxwriter import Workbook
book = Workbook(sys.argv[2], {{"constant_memory": True}})
sheet = book.add_worksheet("台账")
for n in range(rows):
    for m in range(columns):
        sheet.write(n, m, f"学校{{n}}" if m % 2 else n + m)
book.close()
"""


def results(setting: Setting) -> Iterator[Yielded]:
    """Write and read, each in turn with others."""
    rows = setting.size(ROWS, 20)
    book, plain = setting.folder / "ledger.xlsx", setting.folder / "plain.xlsx"

    def job(name: str, program: str, path: Path, at_least: float | None = None) -> Job:
        command = (sys.executable, "-c", program, str(rows), str(path), str(COLUMNS))
        return Job(name, command, at_least=at_least)

    limits = [Limit(15, "s"), Limit(200, "MiB")]
    others = [
        job("XlsxWriter, plain cells", XLSXWRITER, plain, 1 / 1.2),
        job("openpyxl write-only, plain cells", OPENPYXL, plain),
    ]
    yield from measured(setting, "ledger", job(f"{rows:,} rows written", WRITE, book), others, limits, runs=RUNS)
    calamine = job("calamine, cells only", CALAMINE, book, 1 / 2.5)
    back = job(f"{rows:,} rows read back", READ, book)
    yield from measured(setting, "ledger", back, [calamine], [Limit(8, "s"), Limit(400, "MiB")], runs=RUNS)
    yield f"ledger: the workbook of {rows:,} rows is {book.stat().st_size / 2**20:.1f} MiB"


if __name__ == "__main__":
    alone(results)
