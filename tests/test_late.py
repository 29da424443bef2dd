"""Classes whose methods are compiled late are in every way those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import os
import pickle
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar, get_type_hints

import pytest

import xuewei
from xuewei import late
from xuewei.late import dataclass
from xuewei.model.plan import School

from program import environment


@dataclass(frozen=True)
class Frozen:
    """One that cannot be changed."""

    stage: str
    seats: int = 45
    lines: list[int] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One without a ``__dict__``."""

    area: str
    persons: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One without a ``__dict__`` whose default is made anew."""

    area: str
    rows: list[int] = field(default_factory=list)


@dataclass
class Open:
    """One that can be changed."""

    name: str
    years: set[int] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.years = {len(self.name)}


@dataclass(frozen=True, eq=False, repr=False)
class Itself:
    """One that is alike itself alone."""

    seats: int


@dataclass(frozen=True)
class Wider(Frozen):
    """Fields of another, and one more."""

    area: str = "盐湖区"


@dataclass(frozen=True, order=True)
class Placed:
    """One that has an order, and a field that is given by its name."""

    file: str
    line: int = 0
    cell: str = field(default="", kw_only=True, compare=False)


def of_the_standard_library(kind: Any, make: Callable[..., Any] = dataclasses.dataclass) -> Any:
    """The same class as the standard library makes it at once, or as another way to ``make`` it does."""
    own = kind.__dataclass_fields__
    how = {name: getattr(kind.__dataclass_params__, name) for name in ("frozen", "eq", "repr", "order")}
    hints = {name: each.type for name, each in own.items()}
    given: dict[str, Any] = {name: vars(kind)[name] for name in ("__post_init__",) if name in vars(kind)}
    for name, each in own.items():
        how_made = {"default": each.default, "default_factory": each.default_factory}
        given[name] = field(
            **{key: value for key, value in how_made.items() if value is not dataclasses.MISSING},
            **{key: getattr(each, key) for key in ("init", "repr", "compare", "kw_only")},
        )
    return make(**how)(type(kind.__name__, (), {**given, "__annotations__": hints, "__module__": __name__}))


def every_class() -> Iterator[Any]:
    """Those of the whole program."""
    for found in pkgutil.walk_packages(xuewei.__path__, "xuewei."):
        if found.name != "xuewei.__main__":
            module = importlib.import_module(found.name)
            for each in vars(module).values():
                if isinstance(each, type) and each.__module__ == found.name and dataclasses.is_dataclass(each):
                    yield each


def shown(kind: type) -> list[tuple[str, object, object]]:
    """The parameters of a class by name and kind, and their defaults but those that are made anew."""
    return [
        (name, each.kind, "<factory>" if repr(each.default) == "<factory>" else each.default)
        for name, each in inspect.signature(kind).parameters.items()
    ]


def test_every_class_of_the_program_is_called_as_the_standard_library_has_it() -> None:
    """By name and kind of every parameter, and its default."""
    kinds = [*every_class()]
    assert len(kinds) > 400
    for kind in kinds:
        if "__init__" in vars(kind) and kind.__init__.__module__ == kind.__module__:  # not one written by hand
            assert shown(kind) == shown(of_the_standard_library(kind)), kind
            assert inspect.signature(kind.__init__).return_annotation in (None, "None"), kind


def test_types_of_fields_are_found_where_the_class_stands() -> None:
    """As by who builds examples of a class, or its documentation."""
    assert get_type_hints(Wider.__init__)["lines"] == list[int]
    assert Wider.__init__.__module__ == __name__
    assert Wider.__init__.__qualname__ == "Wider.__init__"


@pytest.mark.parametrize("kind", [Frozen, Row, Held, Open, Itself, Wider, Placed])
def test_what_is_asked_late_is_what_the_standard_library_makes_at_once(kind: Any) -> None:
    """Whatever may be asked of a dataclass."""
    other = of_the_standard_library(kind)
    assert shown(kind) == shown(other)
    assert kind.__match_args__ == other.__match_args__
    assert [each.name for each in dataclasses.fields(kind)] == [each.name for each in dataclasses.fields(other)]
    assert repr(kind.__dataclass_params__) == repr(other.__dataclass_params__)
    made: Any = kind
    one, same, another = made("甲"), made("甲"), made("乙")
    assert (one == same, one == another) == (other("甲") == other("甲"), other("甲") == other("乙"))
    assert (kind.__hash__ is None) == (other.__hash__ is None)
    if kind.__hash__ and kind not in (Frozen, Held, Wider):  # those hold a list
        assert (hash(one) == hash(same)) == (hash(other("甲")) == hash(other("甲")))
    if kind is not Itself:
        assert repr(one) == repr(other("甲")).replace(f"{__name__}.", "")


def test_nobody_changes_a_frozen_one() -> None:
    """Neither a field nor anything else."""
    for one in (Frozen("middle"), Row("盐湖区"), Itself(45), Wider("middle")):
        for name in ("seats", "anything"):
            with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
                setattr(one, name, 1)
            with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
                delattr(one, name)


def test_a_class_derived_by_hand_may_have_what_is_no_field() -> None:
    """As of those of the standard library."""

    class Marked(Frozen):
        pass

    one: Any = Marked("middle")
    one.mark = 1
    assert one.mark == 1
    del one.mark
    with pytest.raises(FrozenInstanceError):
        one.stage = "primary"


def test_a_class_derived_by_hand_from_one_of_slots_is_filled_as_well() -> None:
    """It has a dictionary beside the slots; what is made of the class itself is of it, and as frozen as it."""

    class Marked(Row):
        pass

    one: Any = Marked("盐湖区", persons=3)
    one.mark = 1
    assert (type(one), one.area, one.persons, one.mark) == (Marked, "盐湖区", 3, 1)
    with pytest.raises(FrozenInstanceError):
        one.area = "乙"
    held = Held("盐湖区")
    assert (type(held), held.rows, Held("乙").rows is held.rows) == (Held, [], False)
    with pytest.raises(FrozenInstanceError):
        setattr(held, "rows", [])  # noqa: B010 # as nobody could write it


def test_defaults_are_made_anew_and_stand_behind_their_names() -> None:
    """Of each instance its own."""
    assert Frozen("middle").lines is not Frozen("middle").lines
    assert Frozen.seats == 45
    assert Frozen.note == ""
    assert not hasattr(Frozen, "lines")
    assert Open("primary").years == {7}
    assert not hasattr(Open, "years")
    assert Frozen("middle", lines=[1]).lines == [1]


def test_a_default_that_nobody_can_change_is_one_for_all() -> None:
    """A school without seats has no map of its own, here and unpacked; what is written is not changed in place."""
    one, other = School("a", "primary", "甲"), School("b", "primary", "甲")
    maps = one.seats, other.removes, pickle.loads(pickle.dumps(one)).basis, copy.deepcopy(one).seats
    assert {id(each) for each in maps} == {id(one.seats)}
    assert one.seats == {}
    for change in ("update", "setdefault", "__setitem__"):
        with pytest.raises(TypeError, match="not changed in place"):
            getattr(one.seats, change)("primary", 45)


def test_wrong_arguments_are_told_by_the_name_of_the_class() -> None:
    """As by the standard library."""
    made: Any = Frozen
    placed: Any = Placed
    with pytest.raises(TypeError, match=re.escape("Frozen.__init__() missing 1 required positional argument: 'stage'")):
        made()
    with pytest.raises(TypeError, match="unexpected keyword argument 'grade'"):
        made("middle", grade=1)
    with pytest.raises(TypeError, match="takes from 2 to 3 positional arguments but 4"):
        placed("a.yaml", 1, "B2")


CALLS: list[tuple[tuple[object, ...], dict[str, object]]] = [
    ((), {}), (("甲",), {}), (("甲", 7), {}), (("甲", 7, [1]), {}), (("甲", 7, [1], "b"), {}),
    (("甲", 7, 8, 9, 10, 11), {}), (("甲", 7, "B2"), {"cell": "A1"}), ((), {"seats": 1}), ((), {"stage": "甲"}),
    ((), {"area": "甲", "persons": 3}), ((), {"name": "甲"}), ((), {"file": "甲", "cell": "B2"}),
    (("甲",), {"seats": 1}), (("甲",), {"stage": "乙"}), (("甲",), {"years": {1}}), (("甲",), {"nothing": 1}),
    (("甲",), {"cell": "A1", "line": 2}), (("甲",), {"area": "乙", "lines": []}),
]  # fmt: skip
"""What classes may be called with, rightly and wrongly."""


@pytest.mark.parametrize("kind", [Frozen, Row, Open, Itself, Wider, Placed])
def test_the_first_of_a_class_are_made_as_all_others(kind: Any) -> None:
    """Whatever a class is called with: the same fields, or the same fault; a fault has ``__init__`` compiled."""
    for given, named in CALLS:
        told = []
        late_kind, other = of_the_standard_library(kind, late._dataclass), of_the_standard_library(kind)
        for made in (late_kind, late_kind, other):
            try:
                one = made(*given, **named)
                told.append({name: getattr(one, name) for name in other.__dataclass_fields__})
            except TypeError as wrong:
                told.append({"wrong": str(wrong)})
        assert told[0] == told[1] == told[2], (given, named)
        assert isinstance(vars(late_kind)["__init__"], late._Unlooked) == ("wrong" not in told[0])


def test_what_a_class_inherits_is_not_made_for_it() -> None:
    """A base keeps what it has still to make, and those derived from it have its fields before their own."""

    @dataclass(frozen=True)
    class Base:
        stage: str
        seats: int = 45

    @dataclass(frozen=True)
    class Derived(Base):
        area: str = "盐湖区"

    assert isinstance(vars(Base)["__dataclass_fields__"], late._Unlooked)
    assert [each.name for each in dataclasses.fields(Derived)] == ["stage", "seats", "area"]
    assert Derived("middle", area="甲") == Derived("middle", 45, "甲")
    assert Base("middle").seats == 45


def test_order_counts_what_is_compared() -> None:
    """The cell is not compared."""
    assert Placed("a.yaml", 2) < Placed("a.yaml", 10, cell="A1")
    assert Placed("a.yaml", cell="A") >= Placed("a.yaml")


def test_a_field_of_slots_needs_no_dictionary() -> None:
    """Rows by the million are of this kind."""
    assert not hasattr(Row("盐湖区"), "__dict__")
    assert vars(Row)["__slots__"] == ("area", "persons")


STORED = """
import pickle, sys
from tests import test_late
kind = getattr(test_late, sys.argv[1])
one = pickle.loads(bytes.fromhex(sys.argv[2]))
print(type(one) is kind, one == kind("甲") or kind is test_late.Itself, pickle.dumps(one).hex() == sys.argv[2])
"""


@pytest.mark.parametrize("kind", [Frozen, Row, Open, Itself, Wider, Placed])
def test_one_is_packed_and_unpacked_by_a_process_that_has_made_none(kind: Any) -> None:
    """Workers get what they never made."""
    packed = pickle.dumps(kind("甲"))
    done = subprocess.run(
        [sys.executable, "-c", STORED, kind.__name__, packed.hex()],
        capture_output=True,
        encoding="utf-8",
        env=environment() | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == ["True"] * 3, done.stderr
    assert kind is Itself or copy.deepcopy(kind("甲")) == kind("甲")


def test_methods_are_not_compiled_before_they_are_asked_for() -> None:
    """What makes a table start: turned off, this fails."""

    @dataclass(frozen=True)
    class Never:
        stage: str

    held = vars(Never)
    assert [name for name, each in held.items() if isinstance(each, late._Unlooked)] == [
        "__init__",
        "__dataclass_fields__",
        "__dataclass_params__",
        "__match_args__",
        "__repr__",
        "__eq__",
    ]
    made: Any = Never
    for _ in range(late.FEW):
        assert made("middle").stage == "middle"
    assert isinstance(held["__init__"], late._Unlooked)
    made("middle")
    assert inspect.isfunction(held["__init__"])
    assert isinstance(held["__eq__"], late._Unlooked)
    assert dataclasses.replace(made("middle"), stage="primary").stage == "primary"
    assert isinstance(held["__eq__"], late._Unlooked)
    assert made("middle") == made("middle")
    assert inspect.isfunction(held["__repr__"])


def test_a_pattern_is_compiled_once_and_late() -> None:
    """It has all that compiled ones have."""
    one = late._pattern("[0-9]+", re.ASCII)
    assert vars(one) == {"written": ("[0-9]+", re.ASCII)}
    assert one.fullmatch("12")
    assert one.flags & re.ASCII
    assert one.pattern == "[0-9]+"
    assert "fullmatch" in vars(one)
    with pytest.raises(AttributeError):
        one.nothing  # noqa: B018
    assert copy.copy(one).fullmatch("7")
    assert pickle.loads(pickle.dumps(late._pattern("[0-9]+"))).fullmatch("7")


def test_a_class_with_more_than_fields_is_made_at_once() -> None:
    """A variable of the class is no argument, and a list that all would share is refused."""

    @dataclass
    class Counted:
        seats: int
        made: ClassVar[int] = 3

    assert [*inspect.signature(Counted).parameters] == ["seats"]
    with pytest.raises(ValueError, match="mutable default"):
        late._dataclass(type("Shared", (), {"__annotations__": {"lines": "list[int]"}, "lines": []}))


def test_a_hash_that_builds_on_that_of_its_fields_is_the_same_each_time() -> None:
    """The first asks the standard library for it."""

    class Salted(Row):
        def __hash__(self) -> int:
            return super().__hash__() + 1

    one = Salted("盐湖区")
    assert hash(one) == hash(one) == hash(Row("盐湖区")) + 1
