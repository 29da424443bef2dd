"""Command lines made of the commands' own arguments and options, with values that fit, hardly fit, or do not."""

from __future__ import annotations

from random import Random

import click

from commands import commands
from fire.values import WHOLES, words

ALWAYS = {
    "plan set": ("--plan", "plan.yaml"),
    "track close": ("--plan", "plan.yaml"),
    "synth": ("--areas", "2"),
    "optimise": ("--now", "2021", "--time-limit", "1"),
    "simulate": ("--draws", "10"),
    "chart": ("--draws", "10"),
}
"""Options without which a command would take long or edit what belongs to the checkout; later ones override them."""
NUMBERS = (
    *map(str, WHOLES),
    "-1",
    "1000000",
    "1000000000000",
    str(2**63 - 1),
    str(2**63),
    "9" * 400,
    "nan",
    "inf",
    "-inf",
    "1e308",
    "0.5",
    "1.0",
    "１",
    "1_0",
    " 1",
    "",
)
FILES = (
    "plan.yaml",
    "scenario.yaml",
    "second.yaml",
    "candidates.yaml",
    "mapping.yaml",
    "list.csv",
    "ledger.xlsx",
    "ledger.ods",
    "boundaries.geojson",
    "report.json",
    "template.docx",
    "population",
    "pupils",
    "parquet",
    "population/census.csv",
    "plan_2021_2025",
    "china",
    "none.yaml",
    "none/none.yaml",
    "",
    ".",
    "..",
    "population/",
    "HEAD:plan.yaml",
    "plan.yaml/x",
    "a" * 300,
    "\x1b[31m.yaml",
    "a\nb.yaml",
    "-x.yaml",
    "\udcff.yaml",
    "plan.yaml\x00",
)
OUTPUTS = (
    "out.yaml",
    "out.csv",
    "out.json",
    "out.xlsx",
    "out.ods",
    "out.svg",
    "out.png",
    "out.docx",
    "out.html",
    "out.parquet",
    "out",
    "none/out.csv",
    "",
    ".",
    "population",
    "out.jpg",
    "\x1b.csv",
    "a" * 300 + ".csv",
    "学位.csv",
    "out.CSV",
)
FOLDERS = ("new", "new/deep", "population", ".", "", "plan.yaml", "a" * 300, "\x1b[31m", "学")
NAMED = {
    "plan": ("plan.yaml",),
    "scenario": ("scenario.yaml", "second.yaml"),
    "scenarios": ("scenario.yaml", "second.yaml", "plan.yaml"),
    "population": ("population", "pupils", "parquet"),
    "candidates": ("candidates.yaml",),
    "boundaries": ("boundaries.geojson",),
    "template": ("template.docx",),
    "before": ("plan.yaml", "scenario.yaml"),
    "after": ("scenario.yaml", "second.yaml"),
    "files": ("plan.yaml", "scenario.yaml", "population", "pupils", "population/census.csv"),
    "file": ("ledger.xlsx", "ledger.ods", "list.csv"),
    "into": ("plan.yaml",),
    "content": ("plan.yaml", "scenario.yaml", "candidates.yaml"),
    "stage": ("kindergarten", "primary", "middle"),
    "area": ("东区", "西区"),
    "year": ("2021", "2023", "2026", "2030"),
    "first": ("2021", "2022", "2026"),
    "last": ("2026", "2029", "2035"),
    "origin": ("2020", "2021", "2022"),
    "budget": ("2022=30000,2023=20000", "2024=0"),
    "usual": ("0", "5000"),
    "gap": ("0", "0.05"),
    "seed": ("1", "7"),
    "workers": ("1",),
    "robust": ("10",),
    "draws": ("10", "11"),
    "areas": ("1", "2"),
    "schools": ("0", "3"),
    "sheet": ("项目台账",),
    "map_": ("mapping.yaml",),
    "as_of": ("2023-09-01",),
    "area_m2": ("150000",),
    "residents": ("5000", "1"),
    "households": ("1700",),
    "kind": ("plan", "scenario", "gap", "demand", "ledger", "pyramid", "fan", "map"),
    "format": ("table", "json", "csv", "md"),
    "lang": ("zh", "en"),
    "engine": ("processes",),
    "time_limit": ("1",),
}
"""Values that suit most commands, by the name of the parameter."""
ENDINGS = {
    "chart": ("out.svg",),
    "report": ("out.html", "out.html", "out.docx"),
    "ledger": ("out.xlsx", "out.csv", "out.md"),
    "optimise": ("out.yaml",),
}
"""What a command's output is best called."""
FITTING = {
    "YEAR": ("2021", "2023", "2026", "2030", "2060", "2061", "1899"),
    "YEARS": ("2020:2022", "2021", "1:3", "3:1", "1:30", ":", "2020:", ":2020", "1:99"),
    "STAGE": ("kindergarten", "primary", "middle", "senior", "小学"),
    "AREA": ("东区", "西区", "旧区", "*"),
    "FORMAT": ("table", "json", "csv", "md", "chart", "parquet"),
    "LANG": ("zh", "en", "fr"),
    "METHOD": ("grades", "ages"),
    "BY": ("school", "year", "stage", "grade", "age"),
    "PERCENT": ("50", "80", "95", "99"),
    "DATE": ("2023-09-01", "2022-02-29", "2000-01-01", "2026-01-01", "9999-12-31", "0001-01-01"),
    "UNIT": ("教育局", "住建局"),
    "KIND": (
        "plan",
        "scenario",
        "assumptions",
        "candidates",
        "mapping",
        "gap",
        "demand",
        "ledger",
        "pyramid",
        "fan",
        "map",
    ),
    "ID": ("west-primary", "east-middle", "none"),
    "KEY=VALUE...": (
        "opens=2024",
        "seats.primary=600",
        "note=x",
        "opens=",
        "=1",
        "seats.primary=1e9",
        "id=x",
        "name=东区中学",
        "closes=2023",
        "progress=1",
        "status=in_use",
    ),
    "NAME=V1,V2": (
        "opening_lag=0,1",
        "population.births=low,high",
        "delivered_share=0,1",
        "warning.red=1,nan",
        "x=1",
        "horizon=2025,2060",
        "base_seats.primary=balanced,0",
        "population.net_migration.2024=-99999,99999",
        "inflow.primary=0.1,10",
        "opening_lag=" + ",".join(map(str, range(20))),
    ),
    "Y=N,…": ("2022=30000", "2022=0,2023=1e9", "2022=1e308", "2022=nan", "2022", "1=1", "2022=-1"),
    "W": ("unmet=1000,cost=1", "unmet=1e308", "cost=0", "idle=1e-300", "unmet=nan", "unmet=1000,cost=1,idle=0.1"),
    "MEANS": ("convert", "temporary", "large", "convert,temporary,large", "convert,convert", ","),
    "MAP": ("mapping.yaml", "项目=name", "=name", "项目=", "a=b=name", "none.yaml"),
    "NAME": ("项目台账", "Sheet1", "list"),
    "TEXT": ("验收", "x" * 5000),
    "SHARE": ("0", "0.01", "1", "nan"),
    "S": ("0.1", "0.5", "1", "nan"),
    "M2": ("150000", "1", "1e8"),
    "ENGINE": ("processes", "processes", "threads"),
    "ADDRESS": ("", "x", "tcp://127.0.0.1:1"),
    "FOLDER": ("pupils", "population", "china", "parquet"),
    "PATH OLD HEX MODE NEW HEX MODE": ("plan.yaml", "scenario.yaml", "/dev/null", "0", "100644"),
}
"""Values that a command may well take, by what its help calls them."""


def command_line(name: str, chance: Random) -> tuple[str, ...]:
    """The words of one call of a command."""
    asked = [*name.split(), *ALWAYS.get(name, ())]
    gentle = chance.random() < 0.6
    for each in commands()[name].params:
        if isinstance(each, click.Argument):
            asked += _arguments(each, name, chance, gentle=gentle)
        elif isinstance(each, click.Option):
            needed = each.required and chance.random() < 0.95
            if needed or chance.random() < (0.15 if gentle else 0.22):
                asked += _option(each, name, chance, gentle=gentle)
                if chance.random() < 0.08:
                    asked += _option(each, name, chance, gentle=gentle)
    if gentle and "plan" in (each.name for each in commands()[name].params) and chance.random() < 0.9:
        asked += ["--plan", "plan.yaml"]
    if not gentle and chance.random() < 0.1:
        asked.insert(
            chance.randint(1, len(asked)),
            chance.choice(["--", "--none", "-x", "--format", "--help", "", "-", words(chance)]),
        )
    if not gentle and chance.random() < 0.05:
        asked.remove(chance.choice(asked))
    return tuple(each.replace("\0", "") for each in asked)


def _arguments(each: click.Argument, command: str, chance: Random, *, gentle: bool) -> list[str]:
    count = chance.choice([0, 1, 1, 2, 7]) if each.nargs == -1 else 1
    if gentle:
        count = max(count, int(each.required))
    elif each.nargs != -1:
        count = chance.choice([1] * 8 + [0, 2])
    return [_value(each, command, chance, gentle=gentle) for _ in range(count)]


def _option(each: click.Option, command: str, chance: Random, *, gentle: bool) -> list[str]:
    word = each.opts[0]
    if each.is_flag:
        return [word]
    value = _value(each, command, chance, gentle=gentle)
    return [f"{word}={value}"] if value.startswith("-") or chance.random() < 0.2 else [word, value]


def _value(each: click.Parameter, command: str, chance: Random, *, gentle: bool) -> str:
    called = (each.metavar or "").strip("[]. ")
    if each.name in ("output", "save_map"):
        return chance.choice(ENDINGS.get(command, ("out.txt", "out.csv")) if gentle else OUTPUTS)
    if called == "DIR" and each.name == "folder":
        return chance.choice(FOLDERS[:2] if gentle else FOLDERS)
    known = FITTING.get(each.metavar or "", NUMBERS[:12])
    if gentle:
        return chance.choice(NAMED.get(each.name or "", known))
    return chance.choice(
        [
            *NAMED.get(each.name or "", known),
            *known,
            *chance.sample(NUMBERS, 2),
            *chance.sample(FILES, 2),
            words(chance),
        ]
    )
