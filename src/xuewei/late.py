"""What is compiled when it is first used: the methods of dataclasses, and regular expressions.

:func:`dataclasses.dataclass` compiles up to six methods for every class while its module is imported; a program that
prints one table defines some 130 classes, fills two thirds of them, most of these a few times, and compares hardly any.
Here ``__init__`` is compiled when some instances have been made without it, and the standard library is asked for the
rest when any of it is asked for.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import partial
from inspect import get_annotations
from typing import TYPE_CHECKING, Any


class _Pattern:
    """A regular expression, compiled when the first of its methods is looked up."""

    def __init__(self, text: str, flags: int) -> None:
        self.written = text, flags

    def __reduce__(self) -> tuple[Any, ...]:
        return _pattern, self.written

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(re.compile(*self.written), name)
        return found


class _Made:
    """In the place of a default that is made anew for every instance."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()
FEW = 16
"""Instances of a class that are made without compiling its ``__init__``, which takes as long as to fill some twenty."""


class _Late:
    """A class (``of``) whose methods are still to be made, with the types of its fields and what stands behind them."""

    def __init__(
        self,
        of: Any,
        types: dict[str, Any],
        *,
        frozen: bool = False,
        eq: bool = True,
        repr: bool = True,
        order: bool = False,
        slots: bool = False,
    ) -> None:
        self.how = {"frozen": frozen, "eq": eq, "repr": repr, "order": order, "slots": slots}
        own = {name: of.__dict__.get(name, MISSING) for name in types}
        self.types, self.fields = dict[str, Any](), dict[str, Any]()
        for base in of.__bases__:
            for known, found in zip((self.types, self.fields), _inherited(base), strict=True):
                known.update(found)
        self.types.update(types)
        self.fields.update(own)
        if slots:
            body = {name: held for name, held in of.__dict__.items() if name not in {*own, "__dict__", "__weakref__"}}
            of = type(of)(of.__name__, of.__bases__, {**body, "__slots__": (*own,)})
        self.of, self.made = of, 0
        names = ["__init__", "__dataclass_fields__", "__dataclass_params__", "__match_args__"]
        names += ["__repr__"] * repr + ["__eq__"] * eq + ["__hash__"] * (eq and frozen)
        names += ["__replace__"] * (sys.version_info >= (3, 13))
        names += ["__lt__", "__le__", "__gt__", "__ge__"] * order
        names += ["__getstate__", "__setstate__"] * (slots and frozen)
        self.names = [name for name in names if name not in of.__dict__]
        for name in self.names:
            setattr(of, name, self._hash() if name == "__hash__" else _Unlooked(self, name))
        if eq and not frozen and "__hash__" not in of.__dict__:
            of.__hash__ = None
        if frozen:
            self._freeze()
        for name, default in own.items() if not slots else ():
            if isinstance(default, Field) and default.default is MISSING:
                delattr(of, name)
            elif isinstance(default, Field):
                setattr(of, name, default.default)

    def _hash(self) -> Any:
        """In the place of ``__hash__``: the standard library asks every default whether it has one."""

        def digest(one: object) -> int:
            self.finish()
            found: int = self.of.__hash__(one)
            return found

        return digest

    def _freeze(self) -> None:
        """Let nobody change an instance."""
        of, fields = self.of, self.fields

        def put(self: Any, name: str, value: object) -> None:
            if type(self) is of or name in fields:
                raise FrozenInstanceError(f"cannot assign to field {name!r}")
            super(of, self).__setattr__(name, value)

        def drop(self: Any, name: str) -> None:
            if type(self) is of or name in fields:
                raise FrozenInstanceError(f"cannot delete field {name!r}")
            super(of, self).__delattr__(name)

        of.__setattr__, of.__delattr__ = put, drop

    def fill(self, one: Any, /, *given: Any, **named: Any) -> None:
        """Do to one of the first instances what ``__init__`` would; it alone says what is wrong with what is given."""
        values = {**named, **dict(zip(self._in_order(), given, strict=False))}
        put = object.__setattr__ if self.how["frozen"] else setattr
        left = len(given) + len(named)
        for name, default in self.fields.items():
            field = default if isinstance(default, Field) else None
            if name in values and (field is None or field.init):
                left -= 1
                put(one, name, values[name])
            elif field and field.default_factory is not MISSING:
                put(one, name, field.default_factory())
            elif (plain := field.default if field else default) is MISSING and (field is None or field.init):
                left = -1
                break
            elif field is None or field.init:
                put(one, name, plain)
        if left:
            self.begin()
            self.of.__init__(one, *given, **named)
        elif hasattr(self.of, "__post_init__"):
            one.__post_init__()

    def _in_order(self) -> list[str]:
        """The fields that are given by their place."""
        return [
            name
            for name, default in self.fields.items()
            if not isinstance(default, Field) or (default.init and default.kw_only is not True)
        ]

    def begin(self) -> None:
        """Compile ``__init__`` as the standard library would write it, in few words: to parse them takes the time."""
        known: dict[str, Any] = {"_put": object.__setattr__, "_MADE": _MADE}
        quick = self.how["frozen"] and self.how["slots"] and self.of.__bases__ == (object,)
        quick = quick and not hasattr(self.of, "__post_init__")
        put = "_put(self,{0!r},{1})" if self.how["frozen"] and not quick else "self.{0}={1}"
        arguments, keys, lines = ["self"], list[str](), list[str]()
        for name, default in self.fields.items():
            field = default if isinstance(default, Field) else None
            given = value = name
            if field and field.default_factory is not MISSING:
                known[f"_make_{name}"] = field.default_factory
                given = f"{name}=_MADE"
                value = f"_make_{name}() if {name} is _MADE else {name}" if field.init else f"_make_{name}()"
            elif (plain := field.default if field else default) is not MISSING:
                known[f"_else_{name}"] = plain
                given = f"{name}=_else_{name}"
            if field is None or field.init:
                (keys if field and field.kw_only is True else arguments).append(given)
            elif value == name:
                continue
            lines.append(put.format(name, value))
        if quick:
            lines = self._quick(lines, known)
        if hasattr(self.of, "__post_init__"):
            lines.append("self.__post_init__()")
        arguments += ["*", *keys] if keys else []
        body = "\n  ".join(lines or ["pass"])
        text = f"def make({','.join(known)}):\n def __init__({','.join(arguments)}):\n  {body}\n return __init__"
        room, local = getattr(sys.modules.get(self.of.__module__), "__dict__", {}), dict[str, Any]()
        exec(text, room, local)  # where the names stand that its annotations mean
        made = self.of.__init__ = local["make"](**known)
        made.__qualname__ = f"{self.of.__qualname__}.__init__"
        asked = [each.partition("=")[0] for each in arguments]
        made.__annotations__ = {name: self.types[name] for name in asked if name in self.types} | {"return": None}

    def _quick(self, lines: list[str], known: dict[str, Any]) -> list[str]:
        """Fill an instance while it is of a class with the same slots that is not frozen: a third of the time where
        there are many. One of a class derived by hand may have other slots, and is filled field by field."""
        pairs = [line.removeprefix("self.").split("=", 1) for line in lines]

        def fill(one: object, *values: object) -> None:
            for (name, _), value in zip(pairs, values, strict=True):
                object.__setattr__(one, name, value)

        open_one = type(self.of.__name__, (), {"__slots__": self.of.__slots__})
        known |= {"_of": self.of, "_open": open_one, "_fill": fill}
        values = ",".join(value for _, value in pairs)
        return [
            f"if self.__class__ is not _of:return _fill(self,{values})",
            "_put(self,'__class__',_open)",
            *lines,
            "self.__class__=_of",
        ]

    def tell(self) -> None:
        """Let the standard library say which fields there are, and no more: that is all that a copy needs."""
        told = dataclasses.dataclass(init=False, repr=False, eq=False)(self._written())
        self.of.__dataclass_fields__ = told.__dataclass_fields__

    def finish(self) -> None:
        """Let the standard library make all the rest."""
        made = dataclasses.dataclass(**self.how)(self._written())
        for name in self.names:
            if name != "__init__":
                setattr(self.of, name, made.__dict__[name])

    def _written(self) -> Any:
        """The class with nothing but its fields."""
        of, own = self.of, {name: default for name, default in self.fields.items() if default is not MISSING}
        names = {"__module__": of.__module__, "__qualname__": of.__qualname__, "__annotations__": self.types}
        names["__doc__"] = "."  # else the library makes one, of a signature that it has to look up
        return type(of.__name__, (), {**own, **names})


def _inherited(base: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The types of the fields of a base, and what stands behind them; what it is still to make stays so."""
    found: Any = next((each for of in base.__mro__ if (each := of.__dict__.get("__dataclass_fields__"))), {})
    if isinstance(found, _Unlooked):
        return found.late.types, found.late.fields
    return {name: each.type for name, each in found.items()}, found


class _Unlooked:
    """In the place of a method, or of what dataclasses know of themselves: made when it is looked up."""

    def __init__(self, late: _Late, name: str) -> None:
        self.late, self.name = late, name

    def __get__(self, one: object, of: type | None = None) -> Any:
        if self.name == "__init__" and one is not None and self.late.made < FEW:
            self.late.made += 1
            return partial(self.late.fill, one)
        make = {"__init__": self.late.begin, "__dataclass_fields__": self.late.tell}
        make.get(self.name, self.late.finish)()
        found = self.late.of.__dict__[self.name]
        return found.__get__(one, of) if callable(found) else found


def _dataclass(of: Any = None, /, **how: Any) -> Any:
    """As :func:`dataclasses.dataclass`.

    >>> @_dataclass(frozen=True)
    ... class Seats:
    ...     stage: str
    ...     count: int = 0
    >>> Seats("primary", 45), Seats("primary") == Seats("primary"), dataclasses.replace(Seats("middle"), count=50)
    (Seats(stage='primary', count=45), True, Seats(stage='middle', count=50))
    """
    if of is None:
        return lambda of: _dataclass(of, **how)
    types = get_annotations(of)
    if _usual(of, types, slots=how.get("slots", False)):
        return _Late(of, types, **how).of
    return dataclasses.dataclass(of, **how)


def _usual(of: Any, types: dict[str, Any], *, slots: bool) -> bool:
    """Whether a class has nothing but fields, and no default that all would share: else the standard library makes it
    at once, or says what is wrong with it."""
    for name, hint in types.items():
        default = of.__dict__.get(name)
        if isinstance(default, Field):
            if slots and not default.init:
                return False
        elif type(default).__hash__ is None:
            return False
        if "Var" in str(hint) or "KW_ONLY" in str(hint):
            return False
    return True


def _pattern(text: str, flags: int = 0) -> Any:
    """As :func:`re.compile`.

    >>> _pattern("[0-9]+").sub("#", "12 classes")
    '# classes'
    """
    return _Pattern(text, flags)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass

    pattern = re.compile
else:
    dataclass, pattern = _dataclass, _pattern
