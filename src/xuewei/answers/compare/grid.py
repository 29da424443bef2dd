"""Every combination of some parameters' values, each as a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.scenario.read import Layer, Setting, Settings
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import Node, plain_word

WRITTEN = "--set"
MOST_COMBINATIONS = 100_000
"""Each takes a millisecond and more, and a row for every stage."""


def grid(values: Mapping[str, Sequence[str]]) -> list[tuple[dict[str, str], Layer]]:
    """The combinations, the last parameter turning fastest: each with its values as written, and as a scenario.

    Raises InputError with every unknown parameter and every value that does not suit its parameter, and for more than
    :data:`MOST_COMBINATIONS`.

    >>> [chosen for chosen, _ in grid({"opening_lag": ["0", "1"], "population.births": ["low"]})]
    [{'opening_lag': '0', 'population.births': 'low'}, {'opening_lag': '1', 'population.births': 'low'}]
    """
    count = prod(map(len, values.values()))
    if count > MOST_COMBINATIONS:
        raise InputError([Fault(Place(WRITTEN), "", "combinations", {"n": count, "limit": MOST_COMBINATIONS})])
    faults = Faults(WRITTEN)
    read: dict[tuple[str, str], Setting] = {}
    for name, words in values.items():
        for word in words:
            found = Settings().read(Node({name: Node(plain_word(word), 1)}, 1), "set", faults)
            if found:
                read[name, word] = found[name]
    if faults.found:
        raise InputError(faults.found)
    combinations = [dict(zip(values, words, strict=True)) for words in product(*values.values())]
    return [(chosen, _layer(chosen, read)) for chosen in combinations]


def _layer(chosen: Mapping[str, str], read: Mapping[tuple[str, str], Setting]) -> Layer:
    name = " ".join(f"{parameter}={word}" for parameter, word in chosen.items())
    return Layer(name, WRITTEN, {parameter: read[parameter, word] for parameter, word in chosen.items()})
