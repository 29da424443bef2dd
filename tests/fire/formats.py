"""Every format that is read, and how it is attacked: the file, how it is changed, and what is then asked of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from xuewei.cli.json_schema import json_schema

from fire import archives, texts, trees

Mutate = Callable[[bytes, Random, bool], bytes]
"""Content, chance, and whether the form is to be kept: then it is the meaning that becomes strange."""
Words = tuple[str, ...]


def _tree(kind: str | None = None) -> Mutate:
    """Mutations of YAML: most keep the form that the schema of ``kind`` asks for, where there is one."""
    schema: dict[str, Any] | None = json_schema(kind) if kind else None

    def mutate(content: bytes, chance: Random, gentle: bool) -> bytes:
        text = content.decode("utf-8", "replace")
        found = 1.0 if gentle else chance.random()
        if found < 0.15:
            return texts.mangled(content, chance)
        if found < 0.4:
            return texts.encoded(texts.lines(text, chance), chance)
        try:
            tree = trees.load(text)
        except Exception:  # what an earlier mutation left is no YAML
            return texts.mangled(content, chance)
        if gentle and schema is not None:
            return trees.dump(trees.bend(tree, schema, chance)).encode("utf-8", "surrogatepass")
        try:
            return texts.encoded(trees.dump(trees.mangle(tree, chance)), chance)
        except RecursionError:  # deeper than it can be written
            return texts.mangled(content, chance)

    return mutate


def _json(content: bytes, chance: Random, gentle: bool) -> bytes:
    try:
        tree = json.loads(content)
    except ValueError:
        return texts.mangled(content, chance)
    if not gentle and chance.random() < 0.3:
        return texts.mangled(content, chance)
    return texts.encoded(json.dumps(trees.mangle(tree, chance), ensure_ascii=False), chance)


def _csv(content: bytes, chance: Random, gentle: bool) -> bytes:
    text = content.decode("utf-8", "replace")
    found = chance.random()
    if not gentle and (found < 0.15 or not text.strip()):
        return texts.mangled(content, chance)
    try:
        if gentle:
            return texts.bent(text, chance).encode()
        return texts.encoded(texts.lines(text, chance) if found < 0.3 else texts.table(text, chance), chance)
    except Exception:  # what an earlier mutation left is no table
        return texts.mangled(content, chance)


def _text(content: bytes, chance: Random, gentle: bool) -> bytes:
    if not gentle and chance.random() < 0.3:
        return texts.mangled(content, chance)
    return texts.encoded(texts.lines(content.decode("utf-8", "replace"), chance), chance)


def _bytes(content: bytes, chance: Random, gentle: bool) -> bytes:
    return texts.mangled(content, chance)


def _book(content: bytes, chance: Random, gentle: bool) -> bytes:
    try:
        return archives.mutated(content, chance)
    except Exception:  # what an earlier mutation left is no archive
        return texts.mangled(content, chance)


def _parquet(content: bytes, chance: Random, gentle: bool) -> bytes:
    if not gentle and chance.random() < 0.4:
        return texts.mangled(content, chance)
    import pyarrow as pa
    from pyarrow import csv, parquet

    try:
        out = io.BytesIO()
        csv.write_csv(parquet.read_table(io.BytesIO(content), use_threads=False), out)
        changed = (texts.bent if gentle else texts.table)(out.getvalue().decode(), chance)
        read = csv.read_csv(io.BytesIO(changed.encode()), read_options=csv.ReadOptions(use_threads=False))
        if not gentle and chance.random() < 0.4 and read.num_columns:
            n = chance.randrange(read.num_columns)
            kind = chance.choice(
                [pa.string(), pa.float64(), pa.int8(), pa.date32(), pa.timestamp("ns"), pa.bool_(), pa.null()]
            )
            read = read.set_column(n, read.schema.names[n], read.column(n).cast(kind, safe=False))
        out = io.BytesIO()
        parquet.write_table(read, out)
    except Exception:  # a table that cannot be made
        return texts.mangled(content, chance)
    return out.getvalue()


@dataclass(frozen=True)
class Format:
    """A format: its file in the project, how it is changed, the module that reads it, and command lines that do."""

    file: str
    mutate: Mutate
    reader: str
    words: tuple[Words, ...]
    people: Words | None = None
    """Options that choose people for a plan, where answers are held against each other; None: they are not."""


def _asked(lines: str) -> tuple[Words, ...]:
    """Command lines, one a line."""
    return tuple(tuple(line.split()) for line in lines.strip().split("\n"))


PLAN = _asked(
    """
    gap --plan plan.yaml --format json
    gap --plan plan.yaml
    gap --plan plan.yaml --year 2026 --format md
    gap --plan plan.yaml --format chart
    gap --plan plan.yaml --as-delivered --as-of 2022-09-01 --format json
    gap --plan plan.yaml --population pupils --format json
    ledger --plan plan.yaml --format json
    ledger --plan plan.yaml --by year --format csv
    ledger --plan plan.yaml --output out.xlsx
    gap --plan plan.yaml --output out.xlsx
    track --plan plan.yaml --as-of 2023-09-01 --output out.xlsx
    ledger --plan plan.yaml --output out.parquet
    forecast --plan plan.yaml --format json
    forecast --plan plan.yaml --by grade --format csv
    forecast --plan plan.yaml --by age --format json
    check plan.yaml
    check plan.yaml --format json
    check --policy plan.yaml --format json
    check --policy plan.yaml
    explain --plan plan.yaml --year 2025 --stage primary --format json
    explain --plan plan.yaml --year 2026 --stage middle
    track --plan plan.yaml --as-of 2023-09-01
    track --plan plan.yaml --as-of 2024-01-01 --format json
    diff plan.yaml scenario.yaml
    diff plan.yaml scenario.yaml --format json
    compare scenario.yaml --plan plan.yaml --format json
    compare plan.yaml scenario.yaml second.yaml
    sweep --plan plan.yaml --set opening_lag=0,2 --format json
    simulate --plan plan.yaml --draws 10 --format json
    simulate --plan plan.yaml --draws 10
    optimise --now 2021 --plan plan.yaml --time-limit 1 --format json
    optimise --now 2021 --plan plan.yaml --time-limit 1 --allow convert,temporary,large --output out.yaml
    optimise --now 2021 --plan plan.yaml --candidates candidates.yaml --time-limit 1
    convert-options --plan plan.yaml --format json
    convert-options --plan plan.yaml
    warn --plan plan.yaml --from 2024 --format json
    warn --plan plan.yaml --from 2024 --by school --detail
    schools --plan plan.yaml --format json
    schools --plan plan.yaml --year 2024
    explain --plan plan.yaml --year 2023 --stage primary --school west-primary
    report --plan plan.yaml --output out.html
    plan set west-primary opens=2024 --plan plan.yaml
    plan set west-primary seats.primary=600 --plan plan.yaml
    track close east-middle --date 2024-07-01 --plan plan.yaml
    git text plan.yaml
    import ledger.xlsx --into plan.yaml --yes
    import list.csv --map mapping.yaml --into plan.yaml --yes
    """
)
SLOW = _asked(
    """
    chart gap --plan plan.yaml --output out.svg
    chart demand --plan plan.yaml --output out.svg
    chart ledger --plan plan.yaml --output out.svg
    chart pyramid --plan plan.yaml --output out.svg
    chart fan --plan plan.yaml --draws 20 --output out.svg
    report --plan plan.yaml --output out.docx
    report --plan plan.yaml --scenario scenario.yaml --output out.docx
    warn --plan plan.yaml --from 2024 --output out.docx
    """
)
"""Pictures and letters take a second: they are asked for seldom."""
SCENARIO = _asked(
    """
    gap --scenario scenario.yaml --format json
    gap --scenario second.yaml
    check scenario.yaml
    check --policy scenario.yaml --format json
    diff plan.yaml scenario.yaml --format json
    compare scenario.yaml second.yaml --format json
    ledger --scenario scenario.yaml --format json
    forecast --scenario scenario.yaml --format json
    track --scenario scenario.yaml --as-of 2024-01-01 --format json
    simulate --scenario scenario.yaml --draws 10 --format json
    sweep --scenario scenario.yaml --set population.births=low,high --format json
    optimise --now 2021 --scenario scenario.yaml --time-limit 1 --output out.yaml
    explain --scenario scenario.yaml --year 2025 --stage middle --format json
    warn --scenario scenario.yaml --from 2024 --format json
    schools --scenario scenario.yaml --format json
    report --scenario scenario.yaml --plan plan.yaml --output out.html
    git text scenario.yaml
    """
)
PEOPLE = _asked(
    """
    gap --plan plan.yaml --format json
    gap --plan plan.yaml --population population
    forecast --plan plan.yaml --by age --format json
    forecast --plan plan.yaml --format json
    forecast --population population --origin 2020 --format json
    check population
    simulate --plan plan.yaml --draws 10 --format json
    explain --plan plan.yaml --year 2026 --stage kindergarten --format json
    report --plan plan.yaml --output out.html
    check --policy plan.yaml
    diff plan.yaml scenario.yaml
    optimise --now 2021 --plan plan.yaml --time-limit 1
    ledger --plan plan.yaml --output out.xlsx
    convert-options --plan plan.yaml
    warn --plan plan.yaml --from 2024
    resources --plan plan.yaml --format json
    site --plan plan.yaml --year 2024 --time-limit 1
    """
)
PUPILS = _asked(
    """
    backtest pupils --format json
    backtest pupils
    fit pupils --format json
    fit pupils
    fit pupils --area 东区
    forecast --population pupils --format json
    forecast --population pupils --by grade --format csv
    forecast --population pupils --origin 2021
    forecast --population pupils --origin 2022 --method ages --format json
    gap --plan plan.yaml --population pupils --format json
    check pupils
    gap --plan plan.yaml --population pupils --method grades
    explain --plan plan.yaml --population pupils --year 2026 --stage primary --format json
    simulate --plan plan.yaml --population pupils --draws 10 --format json
    """
)
BOOK = """
    import {0} --output out.yaml --yes
    import {0} --into plan.yaml --yes
    import {0} --into plan.yaml
    """
LIST = _asked(
    """
    import list.csv --map mapping.yaml --population population --output out.yaml --yes
    import list.csv --map mapping.yaml --into plan.yaml --yes
    import list.csv --map mapping.yaml --population population --area 西区 --output out.yaml --yes
    import list.csv --map mapping.yaml --save-map out.map --population population --output out.yaml --yes
    """
)
BUREAU = _asked(
    """
    import bureau.csv --area 东区 --register keyed.csv --output out.yaml --population pupils --yes
    import bureau.csv --area 东区 --output out.yaml --yes
    import bureau.csv --into plan.yaml --population pupils --yes
    import bureau.csv --into plan.yaml --year 2024 --yes --force
    """
)
PARQUET = _asked(
    """
    gap --plan plan.yaml --population parquet --format json
    check parquet
    forecast --population parquet --format json
    simulate --plan plan.yaml --population parquet --draws 10 --format json
    backtest parquet --format json
    """
)
RESUMED = _asked("simulate --plan plan.yaml --draws 10 --output kept.json --format json --resume")
TABLE = "xuewei.formats.population.tables"

FORMATS = {
    "plan": Format("plan.yaml", _tree("plan"), "xuewei.formats.plan.read", PLAN * 5 + SLOW, ()),
    "scenario": Format("scenario.yaml", _tree("scenario"), "xuewei.formats.scenario.read", SCENARIO),
    "assumptions": Format(
        "population/assumptions.yaml", _tree("assumptions"), "xuewei.formats.population.assumptions", PEOPLE, ()
    ),
    "candidates": Format(
        "candidates.yaml",
        _tree("candidates"),
        "xuewei.answers.optimise.files",
        _asked(
            """
            optimise --now 2021 --candidates candidates.yaml --plan plan.yaml --time-limit 1 --format json
            optimise --now 2021 --candidates candidates.yaml --plan plan.yaml --output o.yaml --allow convert,temporary
            optimise --now 2021 --candidates candidates.yaml --plan plan.yaml --budget 2023=20000 --budget-default 5000
            """
        ),
    ),
    "mapping": Format("mapping.yaml", _tree("mapping"), "xuewei.workbook.lists.mapping", LIST),
    "policy": Format(
        "policy.yaml",
        _tree(),
        "xuewei.formats.policy",
        _asked(
            """
            check --policy plan.yaml --format json
            check --policy plan.yaml
            gap --by provision --plan plan.yaml --format json
            estate --residents 5000 --format json
            estate --area-m2 150000
            """
        ),
    ),
    "census": Format("population/census.csv", _csv, TABLE, PEOPLE, ()),
    "births": Format("population/births.csv", _csv, TABLE, PEOPLE, ()),
    "totals": Format("population/totals.csv", _csv, TABLE, PEOPLE, ()),
    "children": Format("population/children.csv", _csv, TABLE, PEOPLE, ()),
    "zones": Format("population/zones.csv", _csv, TABLE, PEOPLE, ()),
    "flows": Format("population/flows.csv", _csv, TABLE, PEOPLE, ()),
    "estates": Format("population/estates.csv", _csv, "xuewei.formats.population.estate_table", PEOPLE, ()),
    "staff": Format(
        "population/staff.csv",
        _csv,
        "xuewei.formats.population.resource_table",
        _asked(
            """
            resources --plan plan.yaml --population population
            resources --plan plan.yaml --population population --by school --format json
            check plan.yaml population
            """
        ),
    ),
    "pupils of estates": Format(
        "population/estate_pupils.csv",
        _csv,
        "xuewei.formats.population.estate_counts",
        _asked("fit population --estates\nfit population --estates --format json"),
    ),
    "enrolment": Format("pupils/enrolment.csv", _csv, TABLE, PUPILS, ("--population", "pupils")),
    "births of pupils": Format("pupils/births.csv", _csv, TABLE, PUPILS, ("--population", "pupils")),
    "areas": Format("pupils/areas.csv", _csv, "xuewei.formats.population.areas", PUPILS),
    "register": Format(
        "schools.csv",
        _csv,
        "xuewei.formats.plan.register_table",
        _asked(
            """
            gap --plan registered.yaml --format json
            gap --plan registered.yaml
            check registered.yaml
            check registered.yaml --format json
            check schools.csv
            check --policy registered.yaml --format json
            ledger --plan registered.yaml --format json
            ledger --plan registered.yaml --output out.xlsx
            explain --plan registered.yaml --year 2025 --stage primary --format json
            track --plan registered.yaml --as-of 2024-01-01 --format json
            diff plan.yaml registered.yaml
            plan set R1 opens=1960 --plan registered.yaml
            track close R2 --date 2024-07-01 --plan registered.yaml
            git text registered.yaml
            import list.csv --map mapping.yaml --into registered.yaml --yes
            """
        ),
    ),
    "register in a workbook": Format(
        "schools.xlsx",
        _book,
        "xuewei.formats.plan.register_table",
        _asked(
            """
            gap --plan sheets.yaml --format json
            check sheets.yaml
            plan set R1 opens=1960 --plan sheets.yaml
            """
        ),
    ),
    "list": Format("list.csv", _csv, "xuewei.workbook.text_rows", LIST),
    "list of a bureau": Format("bureau.csv", _csv, "xuewei.workbook.lists.read_list", BUREAU),
    "rows of pupils": Format("pupils/enrolment.csv", _csv, "xuewei.formats.more_rows", BUREAU),
    "schools in key form": Format("keyed.csv", _csv, "xuewei.workbook.register_csv", BUREAU),
    "births of a bureau": Format(
        "zone_births.csv",
        _csv,
        "xuewei.workbook.lists.people",
        _asked(
            """
            import zone_births.csv --into plan.yaml --population population --yes
            import zone_births.csv --into plan.yaml --population population --yes --force
            """
        ),
    ),
    "table of people": Format(
        "printed_pupils.csv",
        _csv,
        "xuewei.workbook.imported_people",
        _asked(
            """
            import printed_pupils.csv --into pupils --yes
            import printed_pupils.csv --into plan.yaml --population population --kind pupils --yes --force
            import printed_pupils.csv --into out --kind children --area 东区 --year 2023 --yes
            """
        ),
    ),
    "census as it is printed": Format(
        "printed_census.csv",
        _csv,
        "xuewei.workbook.counts.home",
        _asked(
            """
            import printed_census.csv --into out --area 东区 --yes
            import printed_census.csv --into out --kind totals --area 东区 --year 2020 --yes
            import printed_census.csv --into out --kind births --area 东区 --yes
            """
        ),
    ),
    "xlsx": Format("ledger.xlsx", _book, "xuewei.workbook.read.plan_book", _asked(BOOK.format("ledger.xlsx"))),
    "ods": Format("ledger.ods", _book, "xuewei.formats.book.ods_marks", _asked(BOOK.format("ledger.ods"))),
    "boundaries": Format(
        "boundaries.geojson",
        _json,
        "xuewei.formats.boundaries",
        _asked(
            """
            report --plan plan.yaml --boundaries boundaries.geojson --output out.html
            """
        ),
    ),
    "report": Format("report.json", _json, "xuewei.formats.provenance", _asked("verify report.json")),
    "template": Format(
        "template.docx",
        _book,
        "xuewei.report.letter.template",
        _asked(
            """
            report --plan plan.yaml --template template.docx --output out.docx
            report --plan plan.yaml --template template.docx --output out.docx --lang en
            """
        ),
    ),
    "gitattributes": Format(
        ".gitattributes", _text, "xuewei.formats.git.setup", _asked("git install\ngit install --undo")
    ),
    "run broken off": Format("kept.json.parts/run.json", _json, "xuewei.answers.simulate.resume", RESUMED),
    "block broken off": Format("kept.json.parts/block-00000.npz", _bytes, "xuewei.answers.simulate.resume", RESUMED),
    **{
        f"{name} in parquet": Format(
            f"parquet/{name}.parquet", _parquet, "xuewei.formats.parquet", PARQUET, ("--population", "parquet")
        )
        for name in ("census", "births", "totals", "enrolment", "children", "zones", "flows")
    },
}
"""Every format by its name; those of ``xuewei schema`` and of people bear the names that they have there."""


def mutated(name: str, content: bytes, chance: Random) -> bytes:
    """A file of a format with one to eight changes; in most cases it keeps its form."""
    gentle = chance.random() < 0.65
    for _ in range(chance.choice([1, 2, 3, 5, 8] if gentle else [1, 1, 1, 2, 3])):
        with suppress(RecursionError):  # deeper than can be taken apart again: it stays as deep as it is
            content = FORMATS[name].mutate(content, chance, gentle)
    return content
