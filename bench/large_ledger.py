"""A ledger of 100,000 rows as a workbook: written, and read again, each in a process of its own.

    python bench/large_ledger.py [ROWS]

Prints seconds and peak memory of writing (targets: 30 s, 200 MiB) and of reading back (target: 10 s), beside plain
tables of 20 columns that openpyxl and XlsxWriter write, and python-calamine reads, without formulas or styles.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import Run, run

ROWS, COLUMNS = 100_000, 20
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
from xuewei.show.workbook.book import write_book
write_book(xuewei.assess(plan, xuewei.read_population()), sys.argv[2], "zh")
"""
READ = """
import sys
from xuewei.files.books.book_file import read_book
from xuewei.files.books.workbook import Workbook
assert len(read_book(Workbook(sys.argv[2])).plan.schools) == int(sys.argv[1])
"""
CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path(sys.argv[2]).get_sheet_by_index(1).to_python()
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


def timed(program: str, rows: int, path: Path) -> Run:
    """One run of a program of a few lines."""
    return run([sys.executable, "-c", program, str(rows), str(path), str(COLUMNS)])


def main() -> None:
    """Write and read, one after another."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "ledger.xlsx"
        runs = {"ledger with formulas": timed(WRITE, rows, book)}
        size = book.stat().st_size / 2**20
        reads = {"read back as a plan": timed(READ, rows, book), "calamine, cells only": timed(CALAMINE, rows, book)}
        runs["XlsxWriter, plain"] = timed(XLSXWRITER, rows, Path(folder) / "plain.xlsx")
        runs["openpyxl write-only, plain"] = timed(OPENPYXL, rows, Path(folder) / "plain.xlsx")
    for group in (runs, reads):
        ours = next(iter(group.values())).seconds
        for name, each in group.items():
            print(f"{name:28}  {each.seconds:6.1f} s   {each.mebibytes:5.0f} MiB   {ours / each.seconds:5.2f}")
    print(f"{rows} rows, {size:.0f} MiB; last figure: our time over this one's")


if __name__ == "__main__":
    main()
