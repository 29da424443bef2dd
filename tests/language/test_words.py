"""Every sentence that is said exists, and every sentence that exists is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from xuewei.answers.accuracy.backtest_view import HOLDS
from xuewei.language.faults import FAULTS
from xuewei.language.helps import HELPS
from xuewei.language.words import Words
from xuewei.model.school_fields import SCHOOL_FIELDS
from xuewei.report.page.words import page_words

from program import TOP

SOURCE = TOP / "src/xuewei"


def speaks(path: Path) -> bool:
    """Whether a module holds sentences: the shared ones, or the words of a room."""
    return path.parent.name == "language" or path.stem.endswith("words")


def home_of(path: Path) -> ModuleType:
    """The module in a file."""
    return import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))


Table = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """One call of ``say`` or ``named``: where it stands, the table it reads and patterns of the keys it may want."""

    place: str
    table: Table
    wanted: frozenset[str]


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package as a tree."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


class Written:
    """What is written as a key in one function (or outside of all), as regular expressions."""

    def __init__(self, scopes: Sequence[ast.AST]) -> None:
        self.bound: dict[str, list[tuple[ast.expr, bool]]] = {}
        for node in (each for scope in scopes for each in ast.walk(scope)):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ):
                    self.bound.setdefault(name, []).append((value, False))
                case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                    first = target.elts[0] if isinstance(target, ast.Tuple) else target
                    self.bound.setdefault(ast.unparse(first), []).append((value, True))

    def keys(self, node: ast.expr, depth: int = 6) -> Iterator[str]:
        """The text of literals, of f-strings, of both sides of a condition and of what a name stands for."""
        match node:
            case ast.Constant(value=str(text)):
                yield re.escape(text)
            case ast.JoinedStr(values=parts):
                yield "".join(re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".+" for each in parts)
            case ast.IfExp(body=one, orelse=other):
                yield from (*self.keys(one, depth), *self.keys(other, depth))
            case ast.Name(id=name) if depth:
                for value, several in self.bound.get(name, ()):
                    yield from (self.each(value, depth - 1) if several else self.keys(value, depth - 1))

    def each(self, node: ast.expr, depth: int) -> Iterator[str]:
        """The same of every member of a display, and of the keys of a dictionary."""
        match node:
            case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
                for member in members:
                    yield from self.keys(member, depth)
            case ast.Dict(keys=members):
                for key in members:
                    yield from self.keys(key, depth) if key else ()
            case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
                yield from (*self.each(one, depth), *self.each(other, depth))
            case ast.Call(func=ast.Attribute(value=whole, attr="items")) | ast.Call(args=[whole, *_]):
                yield from self.each(whole, depth)
            case ast.Name(id=name) if depth:
                for value, _ in self.bound.get(name, ()):
                    yield from self.each(value, depth - 1)


def rooms_of(nodes: Iterable[ast.AST]) -> dict[str, tuple[str, Table]]:
    """The names under which ``say`` and ``named`` of some room are imported, with the table of each."""
    found = {}
    for node in nodes:
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("xuewei.")
            and speaks(Path(*str(node.module).split(".")))
        ):
            home = import_module(str(node.module))
            for each in node.names:
                whole, own = getattr(home, each.name), each.asname or each.name
                said = vars(whole) if isinstance(whole, ModuleType) else {each.name: whole}
                for name in {"say", "named"} & said.keys():
                    place = own if each.name == name else f"{own}.{name}"
                    found[place] = (name, said[name].__self__.table)
    return found


@cache
def functions() -> list[tuple[Path, ast.Module, list[ast.AST], Written]]:
    """All nodes of every function and method, and of every statement outside, with what is written as keys in it."""
    found = []
    for path, tree in modules().items():
        outside = [each for each in tree.body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
        for node in tree.body:
            for each in node.body if isinstance(node, ast.ClassDef) else [node]:
                found.append((path, tree, list(ast.walk(each)), Written([*outside, each])))
    return found


@cache
def said() -> list[Said]:
    """Every call of ``say`` and ``named``, and of the help's ``tell``, with a key of which something is written."""
    found = []
    for path, tree, nodes, written in functions():
        rooms: dict[str, tuple[str, Table]] = {"tell": ("tell", HELPS), "help_text": ("tell", HELPS)}
        rooms |= rooms_of(tree.body) | rooms_of(nodes)
        for node in nodes:
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func)
                kind, table = rooms.get(name) or (rooms.get("say") if name.endswith(".say") else None) or ("", {})
                ends = r"\..+" if kind == "named" else ""
                wanted = frozenset(each.replace(r"\ ", r"\.") + ends for each in written.keys(node.args[0]) if kind)
                if wanted:
                    found.append(Said(f"{path.relative_to(SOURCE)}:{node.lineno}", table, wanted))
    return found


def own_tables() -> Iterator[tuple[str, Table, ast.Dict]]:
    """Every table of sentences by its name, with where it is written."""
    for path, tree in modules().items():
        for node in tree.body if speaks(path) else ():
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
                table = getattr(home_of(path), ast.unparse(node.target))
                if all(isinstance(each, tuple) and len(each) == 2 for each in table.values()):
                    yield ast.unparse(node.target), table, node.value


@cache
def elsewhere() -> tuple[frozenset[str], str]:
    """What could be a key and stands anywhere but in the tables: texts and names, and one pattern of f-strings.

    A command ``git install`` has its help under ``git.install``.
    """
    keys = {id(key) for *_, written in own_tables() for key in written.keys}
    texts, parts = set(HOLDS), {re.escape(f"{each.name}.") + ".+" for each in SCHOOL_FIELDS}
    for node in (each for tree in modules().values() for each in ast.walk(tree)):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in keys:
                texts |= {text, text.replace(" ", ".")}
            case ast.AnnAssign(target=ast.Name(id=name)):
                texts.add(name)  # a field of a record is a column
            case ast.JoinedStr(values=[*_, ast.Constant(value=str(text))]) if re.fullmatch(r"[._]\w+", text):
                parts.add(r".+" + re.escape(text))
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if re.fullmatch(r"[\w.]+[._]", text):
                parts.add(re.escape(text) + r".+")
    for path in (*SOURCE.rglob("*.js"), *SOURCE.rglob("*.html")):
        script = path.read_text(encoding="utf-8")
        texts |= set(re.findall(r'"([\w.]+)"', script))
        parts |= {re.escape(each) + ".+" for each in re.findall(r"`([\w.]+\.)\$\{", script)}
    return frozenset(texts), "|".join(sorted(parts))


def test_whatever_is_said_has_a_sentence() -> None:
    """A key written in a call of ``say``, or the prefix of one of ``named``, is in the table of that room."""
    missing = [
        f"{each.place} {key}"
        for each in said()
        for key in sorted(each.wanted)
        if key not in each.table and not any(re.fullmatch(key, known) for known in each.table)
    ]
    assert missing == []
    assert len(said()) > 1200


def test_every_sentence_is_said() -> None:
    """A key is wanted by a call on its own table; else it stands somewhere that a variable may have it from."""
    wanted: dict[int, set[str]] = {}
    for each in said():
        wanted.setdefault(id(each.table), set()).update(each.wanted)
    alive = {
        (id(pair), key)
        for each in {id(each.table): each for each in said()}.values()
        for key, pair in each.table.items()
        if re.fullmatch("|".join(sorted(wanted[id(each.table)])), key)
    }
    texts, parts = elsewhere()
    dead = [
        f"{name} {key}"
        for name, table, _ in own_tables()
        for key, pair in table.items()
        if (id(pair), key) not in alive and key not in texts and not re.fullmatch(parts, key)
    ]
    assert dead == []


def known_kind(pattern: str) -> bool:
    """Whether some fault is of this kind."""
    return any(re.fullmatch(pattern, kind) for kind in FAULTS)


def test_the_page_has_what_its_script_says() -> None:
    """A key written in a call of the script's ``say``, or the beginning of one, is among the words of the page."""
    words, found = page_words("zh"), 0
    for path in SOURCE.rglob("*.js"):
        for key, beginning in re.findall(r'\bsay\((?:"([\w.]+)"|`([\w.]+\.)\$\{)', path.read_text(encoding="utf-8")):
            assert key in words if key else any(each.startswith(beginning) for each in words), f"{path.name} {key}"
            found += 1
    assert found > 80


@cache
def places_of_kinds() -> Mapping[str, set[int]]:
    """At which place a function takes the kind of a fault: what makes one, and whatever hands its ``kind`` on."""
    found = {"Fault": {2}, "ModelError": {0}, "BadCellError": {0}}
    for _ in range(3):
        for _, _, (function, *nodes), _ in functions():
            if isinstance(function, ast.FunctionDef):
                names = [each.arg for each in function.args.args if each.arg != "self"]
                for call in (each for each in nodes if isinstance(each, ast.Call)):
                    handed = {ast.unparse(call.args[n]) for n in found.get(called(call), ()) if n < len(call.args)}
                    if "kind" in handed and "kind" in names:
                        found.setdefault(function.name, set()).add(names.index("kind"))
    return found


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def test_every_kind_of_fault_has_a_sentence() -> None:
    """The kind written in a call that makes a fault is one of FAULTS. Several methods may have one name: then one of
    the places at which they take a kind has to hold a known one."""
    places, known, unknown = places_of_kinds(), 0, []
    for path, _, nodes, written in functions():
        for call in (each for each in nodes if isinstance(each, ast.Call)):
            kinds = [
                {key for key in written.keys(call.args[n]) if not key.startswith(".+")}
                for n in places.get(called(call), ())
                if n < len(call.args)
            ]
            found = [each for each in kinds if each]
            if found and not any(all(map(known_kind, each)) for each in found):
                unknown.append(f"{path.relative_to(SOURCE)}:{call.lineno} {found}")
            known += bool(found)
    assert unknown == []
    assert known > 250


def test_a_missing_sentence_is_an_error() -> None:
    """Only a word of the file may be shown as it is, and none is taken for a label of something else."""
    words = Words({"late": ("迟", "late")})
    with pytest.raises(KeyError):
        words.say("later", "zh")
    assert words.named("stage", "预科", "en") == "预科"
    assert words.named("stage", "births", "zh") == "births"
