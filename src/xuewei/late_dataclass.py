"""Dataclasses whose methods are compiled when they are first looked up.

:func:`dataclasses.dataclass` compiles up to six methods for every class while its module is imported; a program that
prints one table defines some 130 classes, fills two thirds of them and compares hardly any. Here ``__init__`` is
compiled when the first instance is made, and the standard library is asked for the rest when any of it is asked for.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError
from inspect import get_annotations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(of=None, /, **how):
        """As :func:`dataclasses.dataclass`, and by it at once for an order, or for fields of another class.

        >>> @dataclass(frozen=True)
        ... class Seats:
        ...     stage: str
        ...     count: int = 0
        >>> Seats("primary", 45), Seats("primary") == Seats("primary"), dataclasses.replace(Seats("middle"), count=50)
        (Seats(stage='primary', count=45), True, Seats(stage='middle', count=50))
        """
        if of is None:
            return lambda of: dataclass(of, **how)
        if how.get("order") or any(map(dataclasses.is_dataclass, of.__bases__)):
            return dataclasses.dataclass(of, **how)
        return _Late(of, **how).of


class _Made:
    """In the place of a default that is made anew for every instance."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()


class _Late:
    """A class (``of``) whose methods are still to be made; ``own`` are its fields with what stands behind them."""

    def __init__(
        self, of: Any, *, frozen: bool = False, eq: bool = True, repr: bool = True, slots: bool = False
    ) -> None:
        self.how = {"frozen": frozen, "eq": eq, "repr": repr, "slots": slots}
        self.own = {name: of.__dict__.get(name, MISSING) for name in get_annotations(of)}
        if slots:
            left = of.__dict__.keys() - self.own.keys() - {"__dict__", "__weakref__"}
            body = {name: of.__dict__[name] for name in of.__dict__ if name in left}
            of = type(of)(of.__name__, of.__bases__, {**body, "__slots__": (*self.own,)})
        self.of = of
        names = ["__init__", "__dataclass_fields__", "__dataclass_params__", "__match_args__"]
        names += ["__repr__"] * repr + ["__eq__"] * eq + ["__hash__"] * (eq and frozen)
        names += ["__getstate__", "__setstate__"] * (slots and frozen)
        for name in names:
            if name not in of.__dict__:
                setattr(of, name, _Unlooked(self, name))
        if eq and not frozen and "__hash__" not in of.__dict__:
            of.__hash__ = None
        if frozen:
            self._freeze()
        for name, default in self.own.items() if not slots else ():
            if isinstance(default, Field) and default.default is MISSING:
                delattr(of, name)
            elif isinstance(default, Field):
                setattr(of, name, default.default)

    def _freeze(self) -> None:
        """Let nobody change an instance."""
        of, own = self.of, self.own

        def put(self: Any, name: str, value: object) -> None:
            if type(self) is of or name in own:
                raise FrozenInstanceError(f"cannot assign to field {name!r}")
            super(of, self).__setattr__(name, value)

        def drop(self: Any, name: str) -> None:
            if type(self) is of or name in own:
                raise FrozenInstanceError(f"cannot delete field {name!r}")
            super(of, self).__delattr__(name)

        of.__setattr__, of.__delattr__ = put, drop

    def begin(self) -> None:
        """Compile ``__init__`` as the standard library would write it, in few words: to parse them takes the time."""
        known: dict[str, Any] = {"_put": object.__setattr__, "_MADE": _MADE}
        put = "_put(self,{0!r},{1})" if self.how["frozen"] else "self.{0}={1}"
        arguments, lines = ["self"], []
        for name, default in self.own.items():
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
                arguments.append(given)
            elif value == name:
                continue
            lines.append(put.format(name, value))
        if hasattr(self.of, "__post_init__"):
            lines.append("self.__post_init__()")
        exec(f"def __init__({','.join(arguments)}):\n " + "\n ".join(lines or ["pass"]), known)
        made = self.of.__init__ = known["__init__"]
        made.__qualname__, made.__module__ = f"{self.of.__qualname__}.__init__", self.of.__module__
        hints = get_annotations(self.of)
        made.__annotations__ = {name.split("=")[0]: hints[name.split("=")[0]] for name in arguments[1:]}
        made.__annotations__["return"] = None

    def tell(self) -> None:
        """Let the standard library say which fields there are, and no more: that is all that a copy needs."""
        told = dataclasses.dataclass(init=False, repr=False, eq=False)(self._written())
        self.of.__dataclass_fields__ = told.__dataclass_fields__

    def finish(self) -> None:
        """Let the standard library make all the rest."""
        made = dataclasses.dataclass(**self.how)(self._written())
        for name, held in [*self.of.__dict__.items()]:
            if isinstance(held, _Unlooked) and name != "__init__":
                setattr(self.of, name, made.__dict__[name])

    def _written(self) -> Any:
        """The class with nothing but its fields."""
        of, own = self.of, {name: default for name, default in self.own.items() if default is not MISSING}
        names = {"__module__": of.__module__, "__qualname__": of.__qualname__, "__annotations__": get_annotations(of)}
        return type(of.__name__, (), {**own, **names})


class _Unlooked:
    """In the place of a method, or of what dataclasses know of themselves: made when it is looked up."""

    def __init__(self, late: _Late, name: str) -> None:
        self.late, self.name = late, name

    def __get__(self, one: object, of: type | None = None) -> Any:
        make = {"__init__": self.late.begin, "__dataclass_fields__": self.late.tell}
        make.get(self.name, self.late.finish)()
        found = self.late.of.__dict__[self.name]
        return found.__get__(one, of) if callable(found) else found
