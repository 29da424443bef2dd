"""The program that reads the cells of a workbook, in a process of its own whose memory and time are bounded.

It is run by its path, without the user's folders on the module path, and imports nothing of this package. Whatever
a file makes calamine do (ask for all memory, run without end, abort) happens to this process alone.

What comes in: the workbook's bytes, then one frame for each sheet that is asked for. What goes out: frames as well.
A frame is the length of its body in 8 bytes, then a body that ``marshal`` reads.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

WATCHED = [0]
"""Seconds of the clock for each answer."""
BATCH = 1 << 15
"""Cells in one frame, about."""
OVERFLOW = "capacity overflow"
"""What Rust says where something would need more bytes than a machine can count."""
FORMAT = 2
"""Of marshal: without references between values, which cost more than they save."""


def bound(memory: int, seconds: int) -> None:
    """Bound this process where the system can: bytes of address space, seconds of computing; no core file is left."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (allowed, hard))
        except (OSError, ValueError):
            continue


def watch(seconds: int) -> None:
    """End this process in so many seconds, where the system can; 0: not at all.

    What runs out of memory may wait for ever, which takes no computing: these are seconds of the clock.
    """
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def send(value: Any) -> None:
    """Write one frame."""
    body = marshal.dumps(value, FORMAT)
    sys.stdout.buffer.write(len(body).to_bytes(8, "big") + body)
    sys.stdout.buffer.flush()


def receive() -> Any:
    """Read one frame; None where no more come."""
    watch(0)
    length = sys.stdin.buffer.read(8)
    watch(WATCHED[0])
    return marshal.loads(sys.stdin.buffer.read(int.from_bytes(length, "big"))) if len(length) == 8 else None


def plain(cell: Any) -> Any:
    """A cell as marshal writes it: what it does not know, or what equals a number, is a pair of its kind and numbers.

    >>> plain("a"), plain(date(2024, 8, 31)), plain(timedelta(1, 2))
    ('a', ('date', (2024, 8, 31)), ('timedelta', (1, 2, 0)))
    """
    if isinstance(cell, datetime):
        parts = (cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second, cell.microsecond)
        return ("datetime", parts)
    if isinstance(cell, date):
        return ("date", (cell.year, cell.month, cell.day))
    if isinstance(cell, time):
        return ("time", (cell.hour, cell.minute, cell.second, cell.microsecond))
    if isinstance(cell, timedelta):
        return ("timedelta", (cell.days, cell.seconds, cell.microseconds))
    return ("bool", (cell,)) if isinstance(cell, bool) else cell


def send_sheet(sheet: CalamineSheet, most: int | None) -> None:
    """Size and merged ranges, then rows in batches (rows, places that are not plain, cells filled), the last empty."""
    start = sheet.start
    if start is None:
        send((0, 0, []))
        send(([], [], 0))
        return
    rows, columns = sheet.total_height + 1, sheet.total_width + 1
    send((rows, columns, sheet.merged_cell_ranges or []))
    if receive() != "rows":
        return
    left, at_once = [""] * start[1], max(1, BATCH // columns)
    batch: list[list[Any]] = []
    for n, row in enumerate(sheet.iter_rows()):
        if most is not None and n >= most:
            break
        batch.append(left + row if left else row)
        if len(batch) == at_once:
            send_batch(batch)
            batch = []
    if batch:
        send_batch(batch)
    send(([], [], 0))


def send_batch(batch: list[list[Any]]) -> None:
    """One batch of rows."""
    odd = []
    filled = 0
    for n, row in enumerate(batch):
        filled += len(row) - row.count("")
        for m, cell in enumerate(row):
            if cell.__class__ not in KNOWN:
                row[m] = plain(cell)
                odd.append((n, m))
    send((batch, odd, filled))


KNOWN = frozenset({str, float, int})


def apart_from_view(book: Any) -> tuple[list[str], list[str]]:
    """The hidden sheets of cells, and the sheets without cells: charts and macros."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = book.sheets_metadata
    cells = [sheet for sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet]
    hidden = [sheet.name for sheet in cells if sheet.visible != SheetVisibleEnum.Visible]
    return hidden, [sheet.name for sheet in sheets if sheet.typ != SheetTypeEnum.WorkSheet]


def answer(book: Any) -> None:
    """Answer for sheets until no more are asked for. The last one is kept: its head is read before all of it."""
    name, sheet = None, None
    while asked := receive():
        if sheet is None or asked[0] != name:
            name, sheet = asked[0], None
            sheet = book.get_sheet_by_name(name)
        send_sheet(sheet, asked[1])


def main(folder: str, memory: str, seconds: str, patience: str, length: str) -> None:
    """Read the workbook and answer; ``folder`` is the one that holds calamine."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    bound(int(memory), int(seconds))
    WATCHED[:] = [int(patience)]
    sys.path.append(folder)
    try:
        from python_calamine import CalamineWorkbook

        raw = sys.stdin.buffer.read(int(length))
        watch(WATCHED[0])
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        send(("names", list(book.sheet_names), *apart_from_view(book)))
        answer(book)
    except (MemoryError, BrokenPipeError):
        os._exit(1)
    except BaseException as broken:  # a panic of Rust is no ordinary exception
        send(("MemoryError" if OVERFLOW in str(broken) else type(broken).__name__,))
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
