"""Mutations of tables as text, of text as such, and of bytes."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from random import Random

from xuewei.formats.titles import TITLES

from fire.values import number, words

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "latin-1", "big5")


def table(text: str, chance: Random) -> str:
    """A CSV text with one change of its head, its rows or a cell."""
    rows = list(csv.reader(io.StringIO(text)))
    head, body = rows[0], rows[1:]
    column = chance.randrange(len(head))
    match chance.choice(
        [
            "cell",
            "cell",
            "cell",
            "like",
            "like",
            "column",
            "drop",
            "double",
            "swap",
            "rename",
            "none",
            "far",
            "wide",
            "all",
        ]
    ):
        case "cell" if body:
            row = chance.choice(body)
            row[column % len(row)] = str(number(chance)) if chance.random() < 0.5 else words(chance)
        case "like" if body:
            chance.choice(body)[column] = chance.choice(body)[column]
        case "all" if body:
            value = chance.choice([chance.choice(body)[column], "0", "", str(number(chance))])
            for row in body:
                row[column] = value
        case "column":
            for row in rows:
                row.pop(column)
        case "drop" if body:
            key = chance.choice(body)[column]
            rows = [head, *(row for row in body if row[column] != key)]
        case "double" if body:
            rows.insert(chance.randint(1, len(rows)), list(chance.choice(body)))
        case "swap":
            other = chance.randrange(len(head))
            for row in rows:
                row[column], row[other] = row[other], row[column]
        case "rename":
            head[column] = chance.choice([*head, words(chance), *TITLES, *" ".join(TITLES.values()).split()])
        case "none":
            rows = rows[: chance.randint(0, 2)]
        case "far" if body:
            row = chance.choice(body)
            numeric = [n for n, cell in enumerate(row) if cell.lstrip("-").isdigit()]
            if numeric:
                n = chance.choice(numeric)
                row[n] = str(int(row[n]) + chance.choice([-1, 1, 10, -10, 29, 100, 1000]))
        case "wide" if body:
            chance.choice(body).extend(["x"] * chance.choice([1, 30]))
    return written(rows)


def bent(text: str, chance: Random) -> str:
    """A CSV text whose cells stay of their kind: figures of other sizes, groups that are gone, nobody, or doubled."""
    rows = list(csv.reader(io.StringIO(text)))
    head, body = rows[0], rows[1:]
    if not body:
        return text
    figures = [n for n, name in enumerate(head) if name in FIGURES] or [len(head) - 1]
    groups = [n for n in range(len(head)) if n not in figures]
    n, by = chance.choice(figures), chance.choice(groups or [0])
    key = chance.choice(body)[by]
    group = [row for row in body if row[by] == key]
    match chance.choice(["figure", "figure", "nobody", "times", "gone", "gone", "row", "later", "named", "order"]):
        case "figure":
            chance.choice(body)[n] = str(
                chance.choice([0, 1, 2, 7, 1000, 10**5, 10**7, 0.5, 1e-9, chance.randint(0, 999)])
            )
        case "nobody":
            for row in group:
                row[n] = "0"
        case "times":
            by_much = chance.choice([0.01, 0.5, 3, 10, 1000])
            for row in group:
                with suppress(ValueError):
                    row[n] = str(round(float(row[n]) * by_much))
        case "gone":
            body = [row for row in body if row[by] != key]
        case "row":
            body.pop(chance.randrange(len(body)))
        case "later":
            shift = chance.choice([-20, -5, -1, 1, 2, 10, 25])
            for row in body if chance.random() < 0.5 else group:
                for each, name in enumerate(head):
                    if name in ("year", "date") and row[each][:4].isdigit():
                        row[each] = f"{int(row[each][:4]) + shift}{row[each][4:]}"
        case "named":
            other = chance.choice([chance.choice(body)[by], "丙区", key + "2"])
            body += [[*row[:by], other, *row[by + 1 :]] for row in group]
        case "order":
            chance.shuffle(body)
    return written([head, *body])


FIGURES = (
    "persons",
    "births",
    "pupils",
    "share",
    "half",
    "points",
    "小学班数",
    "初中班数",
    "幼儿园班数",
    "投资",
    "计划年",
)
"""Columns that hold figures."""


def written(rows: list[list[str]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def lines(text: str, chance: Random) -> str:
    """A text with lines dropped, doubled, moved, indented, or with a sign put in."""
    found = text.split("\n")
    n = chance.randrange(len(found))
    match chance.choice(["drop", "double", "move", "indent", "sign", "sign", "cut", "tab"]):
        case "drop":
            del found[n : n + chance.choice([1, 1, 5, 50])]
        case "double":
            found[n:n] = found[n : n + chance.choice([1, 3])]
        case "move":
            found.insert(chance.randrange(len(found)), found.pop(n))
        case "indent":
            found[n] = " " * chance.choice([1, 2, 7]) + found[n]
        case "sign":
            place = chance.randint(0, len(found[n]))
            found[n] = found[n][:place] + words(chance)[:50] + found[n][place:]
        case "cut":
            found = found[:n]
        case "tab":
            found[n] = found[n].replace(" ", chance.choice(["\t", "\u3000", "\xa0", ""]), 1)
    return "\n".join(found)


def encoded(text: str, chance: Random) -> bytes:
    """A text as bytes, seldom in another encoding than UTF-8."""
    if chance.random() < 0.9:
        return text.encode("utf-8", "surrogatepass")
    return text.encode(chance.choice(ENCODINGS), "replace")


def mangled(content: bytes, chance: Random) -> bytes:
    """Bytes with some flipped, cut off, put in, or doubled."""
    if not content:
        return bytes([chance.randrange(256)])
    place = chance.randrange(len(content))
    match chance.choice(["flip", "flip", "cut", "insert", "double", "zero"]):
        case "flip":
            found = bytearray(content)
            for _ in range(chance.choice([1, 1, 4, 20])):
                found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
            return bytes(found)
        case "cut":
            return content[:place]
        case "insert":
            return content[:place] + chance.randbytes(chance.choice([1, 3, 40])) + content[place:]
        case "double":
            return content[:place] + content[place // 2 :]
        case _:
            return content[:place] + b"\0" * chance.choice([1, 8]) + content[place + 1 :]
