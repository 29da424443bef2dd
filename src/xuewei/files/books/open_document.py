"""How far a sheet of an OpenDocument file reaches: it may repeat one cell a million times in a few bytes."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers.expat import ExpatError, ParserCreate


def widest(content: bytes) -> int:
    """Rows × columns up to the last cell that holds something, of the largest sheet of ``content.xml``.

    >>> widest(b'<t xmlns:t="t" xmlns:o="o"><t:table><t:table-row><t:table-cell t:number-columns-repeated="2"/>'
    ...        b'<t:table-cell o:value-type="float"/></t:table-row></t:table></t>')
    3
    """
    row = column = 0
    repeat, most = 1, 0
    last = [0, 0]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, repeat, most
        kind = name.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if kind == "table":
            row, column, last[:] = 0, 0, [0, 0]
        elif kind == "table-row":
            repeat, column = _times(said.get("number-rows-repeated")), 0
            row += repeat
        elif kind in ("table-cell", "covered-table-cell"):
            column += _times(said.get("number-columns-repeated"))
            if "value-type" in said:
                last[:] = [max(last[0], row), max(last[1], column)]
                most = max(most, last[0] * last[1])

    parser = ParserCreate()
    parser.StartElementHandler = start
    with suppress(ExpatError):
        parser.Parse(content, True)
    return most


def _times(written: str | None) -> int:
    return int(written) if written and written.isdigit() and len(written) < 10 else 1
