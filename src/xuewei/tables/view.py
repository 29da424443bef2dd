"""What a command shows: tables for people and records for machines, in JSON, CSV and Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import chain
from math import isfinite
from typing import Protocol, TypeVar, overload, runtime_checkable

from xuewei.language.heads import head
from xuewei.language.shown import in_json, inert, visible
from xuewei.late import dataclass
from xuewei.tables.text import bar, marked, paragraph

T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """A column: its title, and whether it holds numbers (set to the right).

    ``rank``: where a window is too narrow, columns of the lowest rank come first, of one rank the first, and the others
    are named below the table; those of rank 0, which name a row, are always shown. ``full_title``: what a column is
    called away from its place in the table, where its title alone is too short.
    """

    title: str
    number: bool = False
    rank: int = 1
    full_title: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """One table with its title, and lines of text below it. A cell is text, or ``(text, colour)``. ``one_line``: no
    cell is folded, so that a row is a line; what then has no room is left out by rank, as ever. ``quiet``: lines below
    the others that may be passed over."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | tuple[str, str]]]
    notes: Sequence[str] = ()
    one_line: bool = False
    quiet: Sequence[str] = ()


class Late(Sequence[T]):
    """What ``make`` returns, made when it is first looked at: a form that does not show it need not wait for it.

    >>> part = Late(lambda: print("made") or [1, 2])
    >>> part[0], len(part)
    made
    (1, 2)
    """

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[T]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self._made[at]


@dataclass(frozen=True, eq=False, repr=False)
class View:
    """Sheets for people, ``records`` for machines, ``head`` for what stands beside the rows in JSON.
    ``left_out``: a line on what was asked for and is not among the records, where only JSON and the notes say so.
    ``aside``: lines that stand neither among the records nor in the notes, for files that hold no sheets.
    ``heading``: what all of it is about, above the first sheet."""

    sheets: Sequence[Sheet]
    records: Sequence[Mapping[str, object]]
    head: Mapping[str, object] = field(default_factory=dict)
    notes: Sequence[str] = ()
    columns: Sequence[str] = ()
    left_out: str = ""
    heading: str = ""
    aside: Sequence[str] = ()


BAR = 6
"""Columns of the screen of the longest bar of a table."""


def bars(parts: Sequence[float]) -> list[str]:
    """A cell for each part: its bar beside the others, the largest as long as the column is.

    >>> bars([4, 2, 0])
    ['██████', '███', '']
    """
    most = max(map(abs, parts), default=0)
    return [bar(part, most, BAR) for part in parts]


def text_of(cell: str | tuple[str, str]) -> str:
    """The text of a cell without its colour."""
    return cell if isinstance(cell, str) else cell[0]


BLOCK = 1000
"""Records of which text is made at once: that of a million is more than the records themselves."""
_INDENT = " " * 6
"""Before every value of a row in JSON of a view."""
_ENDS = "]\n}"
"""What JSON of a view ends with, after its last row."""


@runtime_checkable
class Written(Protocol):
    """Records that write themselves row by row, as :func:`as_csv` and :func:`as_json` would: there may be millions."""

    def text(self, form: str) -> Iterator[str]:
        """The rows as ``csv``, a line each, or as ``json`` without what stands between them; nothing in them acts."""
        ...


def in_pieces(view: View, form: str, lang: str | None = None) -> Iterator[str] | None:
    """The text of :func:`as_csv` or :func:`as_json` piece by piece, where the records write themselves or are many;
    else None."""
    records = view.records
    if form not in ("csv", "json") or len(records) <= (0 if isinstance(records, Written) else BLOCK):
        return None
    if isinstance(records, Written):
        rows = records.text(form)
    else:
        rows = _csv_rows(view) if form == "csv" else _json_rows(records)
    if form == "csv":
        return chain([as_csv(replace(view, records=(), columns=_columns(view)), lang) + "\n"], rows)
    before, after = as_json(replace(view, records=())).rsplit("[]", 1)
    return chain([f"{before}[\n", next(rows)], (f",\n{row}" for row in rows), [f"\n  ]{after}\n"])


def as_json(view: View) -> str:
    """One object: what stands in ``head``, then ``rows``."""
    whole = _json({**view.head, "rows": []})
    if not len(view.records):
        return whole
    rows = ",\n".join(_json_rows(view.records))
    return f"{whole.removesuffix(_ENDS)}\n{rows}\n  {_ENDS}"


def _json_rows(records: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Records as JSON, block by block, without what stands around and between the blocks."""
    for at in range(0, len(records), BLOCK):
        block = list(records[at : at + BLOCK])
        if all(block) and all(map(_plain, {type(each) for record in block for each in record.values()})):
            yield _plain_rows(block)
        else:
            yield _json({"rows": block}).removeprefix('{\n  "rows": [\n').removesuffix(f"\n  {_ENDS}")


def _plain(kind: type) -> bool:
    """Whether values of a type hold no others."""
    return not issubclass(kind, dict | list | tuple)


def _plain_rows(records: Sequence[Mapping[str, object]]) -> str:
    """Records of plain values, none of them empty, as :func:`_json` has them: that walks through them in Python as soon
    as lines are to be indented, so the ends of lines are told to be what stands between values."""
    import json

    text = json.dumps(records, ensure_ascii=False, allow_nan=False, separators=(f",\n{_INDENT}", ": "))
    rows = text[2:-2].replace(f"}},\n{_INDENT}{{", f"\n    }},\n    {{\n{_INDENT}")  # no string holds an end of line
    return in_json(f"    {{\n{_INDENT}{rows}\n    }}")


def _json(value: object) -> str:
    import json

    return in_json(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=_made))


def _made(part: object) -> object:
    """What is made late, as a list. TypeError for what JSON has no word for."""
    if isinstance(part, Late):
        return [*part]
    raise TypeError(f"{type(part).__name__} is not written as JSON")


def as_csv(view: View, lang: str | None = None) -> str:
    """The records with one header line, keys or what they are called in ``lang``, each on one line.

    Text that a spreadsheet would run as a formula gets an apostrophe; characters that act, ends of lines too, stand
    escaped.
    """
    heads = csv_lines([[cell(head(column, lang) if lang else column) for column in _columns(view)]])
    return "".join([heads, *_csv_rows(view)]).rstrip("\n")


def _columns(view: View) -> Sequence[str]:
    return list(view.columns) or list(view.records[0] if view.records else ())


def _csv_rows(view: View) -> Iterator[str]:
    """The records as lines of CSV, block by block."""
    columns = _columns(view)
    for at in range(0, len(view.records), BLOCK):
        block = view.records[at : at + BLOCK]
        yield csv_lines(zip(*(_cells([record.get(column) for record in block]) for column in columns), strict=True))


def _cells(values: Sequence[object]) -> Sequence[object]:
    """Every value of a column as :func:`cell` has it; a text that repeats is looked at once."""
    kinds = {type(each) for each in values} - {type(None)}
    if kinds == {str}:
        made = {each: cell(each) for each in {*values}}
        return [made[each] for each in values]
    return values if kinds <= {int} else [cell(each) for each in values]  # none is an empty cell to the writer too


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows as lines of CSV, made in memory: a file would encode line by line.

    >>> csv_lines([["盐湖区", 2023], ["a,b", ""]])
    '盐湖区,2023\\n"a,b",\\n'
    """
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def cell(value: object) -> object:
    """A value as a cell of CSV: numbers as they are, true and false as JSON has them, anything else as text that does
    nothing. ValueError for a number that is none.

    >>> cell(2), cell(True), cell(None)
    (2, 'true', '')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is no number to write")
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    return inert(visible(str(value)))


def as_cell(text: str) -> str:
    """A text as :func:`as_csv` writes it in a line.

    >>> as_cell("甲, 乙"), as_cell("=A1")
    ('"甲, 乙"', "'=A1")
    """
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([cell(text)])
    return stream.getvalue()


def quoted(text: str) -> str:
    """A text as :func:`as_json` writes it."""
    import json

    return in_json(json.dumps(text, ensure_ascii=False))


def as_markdown(view: View) -> str:
    """Every sheet as a Markdown table under its title."""
    heading = [f"## {marked(view.heading)}"] if view.heading else []
    return "\n\n".join(
        [*heading, *(_markdown(sheet) for sheet in view.sheets), *(paragraph(note) for note in view.notes)]
    )


def _markdown(sheet: Sheet) -> str:
    parts = [f"### {marked(sheet.title)}"]
    if sheet.rows:
        lines = [
            _line([marked(column.title) for column in sheet.columns]),
            _line(["---:" if column.number else "---" for column in sheet.columns]),
            *(_line([marked(text_of(each)) for each in row]) for row in sheet.rows),
        ]
        parts.append("\n".join(lines))
    parts += [paragraph(note) for note in (*sheet.notes, *sheet.quiet)]
    return "\n\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
