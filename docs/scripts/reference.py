"""The pages that are read off the program: docs/cli.md and docs/cli.en.md from its help, docs/keys.md from its schemas.

    python docs/scripts/reference.py            # writes them; `--into DIR` elsewhere

A test holds the pages of the repository against what this writes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from xuewei.cli.app import COMMANDS, program
from xuewei.cli.json_schema import KINDS, json_schema
from xuewei.cli.language import LANG
from xuewei.language.libraries import speak

DOCS = Path(__file__).parent.parent
PAGES = {"cli.md": ("cli", "zh"), "cli.en.md": ("cli", "en"), "keys.md": ("keys", "zh")}
"""The pages by name: what is written, and the language that the program speaks meanwhile."""
STAGES = {"kindergarten", "primary", "middle"}
SAYS = {
    "zh": {
        "title": "# 全部命令与选项",
        "begin": "由程序自己的帮助（`--help`）生成。某件事该用哪条命令，见[命令](commands.md)。",
        "head": "| 选项 | 说明 |",
    },
    "en": {
        "title": "# All commands and options",
        "begin": "Written from the program's own help (`--help`). Which command answers what: [Commands](commands.md).",
        "head": "| option | meaning |",
    },
}
KEYS = """\
# 全部键

由 JSON Schema 生成（`xuewei schema plan` 等，供编辑器补全）。怎样写、为什么，见[文件格式](formats.md)。

- `[]` 是列表的每一项，`*` 是自定的名称（学段、区域……）。**粗体**的键必填。
- **带来历的数**除 `value`（或逐年的 `values`）外，还有 `basis`（published 公布、derived 推算、assumed 假设、
  projected 预测）、`source` 来源、`unit` 单位、`source_en` 来源的英文、`local` 是哪一地的数、`range` \\[低, 高]、
  `clause` 条款。"""


def main() -> None:
    """Write every page, each by a process that speaks its language."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--into", type=Path, default=DOCS)
    read.add_argument("--print", choices=("cli", "keys"), help="print one page in the language of XUEWEI_LANG")
    asked = read.parse_args()
    if asked.print:
        print("\n".join(cli_page() if asked.print == "cli" else keys_page()))
        return
    for name, (page, lang) in PAGES.items():
        done = subprocess.run(
            [sys.executable, __file__, "--print", page],
            env={**os.environ, "XUEWEI_LANG": lang, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        (asked.into / name).write_text(done.stdout, encoding="utf-8")


def cli_page() -> Iterator[str]:
    """Every command: its sentence, how it is called, its arguments and options, its example."""
    speak(LANG)
    say, top = SAYS[LANG], program()
    yield from (say["title"], "", say["begin"], "")
    yield from _options(top, click.Context(top, info_name="xuewei", **top.context_settings))
    for name, command in COMMANDS.items():
        if command.example:
            yield from _command(name, top)


def _command(name: str, top: click.Group) -> Iterator[str]:
    context = click.Context(top, info_name="xuewei", **top.context_settings)
    found = top.commands[name.split()[0]].load()  # type: ignore[attr-defined]
    for word in name.split()[1:]:
        context = click.Context(found, info_name=name.split()[0], parent=context)
        found = found.commands[word].load()
    context = click.Context(found, info_name=name.split()[-1], parent=context)
    yield from ("", f"## {name}", "", found.get_short_help_str(10**4), "")
    yield from (f"`xuewei {name} {' '.join(found.collect_usage_pieces(context))}`", "")
    yield from ("```text", COMMANDS[name].example, "```", "")
    yield from _options(found, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    yield from (SAYS[LANG]["head"], "|---|---|")
    for each in command.get_params(context):
        record = each.get_help_record(context)
        if record:
            text = record[1].replace("[default: en]", "[default: zh]")  # what it is where nobody asks for English
            yield f"| `{record[0]}` | {_cell(text)} |"


def _cell(text: str) -> str:
    r"""Text inside a cell of a table.

    >>> _cell("a | b <c> *")
    'a \\| b &lt;c> \\*'
    """
    shown = " ".join(text.split()).replace("\\", "\\\\").replace("<", "&lt;")
    for sign in "|*_[":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


def keys_page() -> Iterator[str]:
    """Every key of the written formats, from the schemas."""
    yield from KEYS.splitlines()
    seen: dict[frozenset[str], str] = {}
    for kind in KINDS:
        schema = json_schema(kind)
        yield from ("", f"## {kind}", "", f"{schema['title']}。", "", "| 键 | 值 | 说明 |", "|---|---|---|")
        yield from _rows(schema, kind, "", seen)


def _rows(schema: dict[str, Any], kind: str, path: str, seen: dict[frozenset[str], str]) -> Iterator[str]:
    """The rows of what stands below a key."""
    for inner, inside in _records(schema):
        names, place = frozenset(inner["properties"]), f"{kind} 的 `{path}{inside}`" if path else kind
        same = max((each for each in seen if len(each) > 3 and each <= names), key=len, default=frozenset())
        if same:
            yield f"| `{path}{inside}.…` | | 各键同 {seen[same]}{'，另有：' if names - same else ''} |"
        seen.setdefault(names, place)
        for name, value in inner["properties"].items():
            if name not in same:
                whole = f"{path}{inside}.{name}".removeprefix(".")
                shown = f"**`{whole}`**" if name in inner.get("required", ()) else f"`{whole}`"
                yield f"| {shown} | {_cell(_value(value))} | {_cell(value.get('description', ''))} |"
                yield from _rows(value, kind, whole, seen)


def _records(schema: dict[str, Any], inside: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """The records with keys of their own in a value, each with what leads to it; no figures."""
    if schema.get("properties") and not _figure(schema) and not set(schema["properties"]) <= STAGES:
        yield schema, inside
    for word, step in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(word), dict):
            yield from _records(schema[word], inside + step)
    for each in schema.get("patternProperties", {}).values():
        yield from _records(each, f"{inside}.*")
    for each in schema.get("anyOf", ()):
        yield from _records(each, inside)


def _figure(schema: dict[str, Any]) -> bool:
    return {"basis", "source"} <= set(schema["properties"]) and bool({"value", "values"} & set(schema["properties"]))


def _value(schema: dict[str, Any]) -> str:
    """What may stand there.

    >>> _value({"type": "integer", "minimum": 0, "maximum": 20}), _value({"enum": ["all", "by_grade"]})
    ('整数 0–20', 'all、by_grade')
    """
    match schema:
        case {"anyOf": kinds}:
            return "，或 ".join(dict.fromkeys(part for each in kinds for part in _value(each).split("，或 ")))
        case {"enum": words}:
            return "、".join(map(str, words))
        case {"const": word}:
            return str(word)
        case {"type": "array"}:
            return f"列表：{_value(schema['items'])}" if schema.get("items") else "列表"
        case {"type": "object"}:
            return _map(schema)
        case {"type": "integer" | "number" as kind}:
            return {"integer": "整数", "number": "数"}[kind] + _between(schema)
        case {"format": "date"}:
            return "日期"
        case {"type": kind}:
            return {"boolean": "true、false", "null": "null"}.get(str(kind), "文字")
    return ""


def _map(schema: dict[str, Any]) -> str:
    if schema.get("properties"):
        if set(schema["properties"]) <= STAGES:
            return f"各学段: {_value(next(iter(schema['properties'].values())))}"
        if not _figure(schema):
            return "记录"
        values = schema["properties"].get("value") or schema["properties"]["values"]
        return f"带来历的数：{_value(values)}"
    inner: Sequence[Any] = list(schema.get("patternProperties", {}).values()) or [schema.get("additionalProperties")]
    return f"名称: {_value(inner[0])}" if isinstance(inner[0], dict) else "表"


def _between(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or high is None or high >= 1e8:
        return " ≥ 0" if low == 0 else ""
    return f" {_number(low)}–{_number(high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"


if __name__ == "__main__":
    main()
