"""ES modules joined into one script: the parts of the page say what they import, a page is a single file."""

from __future__ import annotations

import re
from collections.abc import Callable

IMPORT = re.compile(r'^import \{ ((?:\w+, )*\w+) \} from "\./(\w+)\.js";\n', re.MULTILINE)
"""Names as they are, from a neighbour; nothing else of what JavaScript knows."""
DECLARED = re.compile(r"^(export )?(?:function|const|let) (\w+)", re.MULTILINE)
FOREIGN = re.compile(r"^(?:(?:import|export|var|class|async)\b|(?:const|let) \W).*", re.MULTILINE)
"""Lines at the margin that would need more than joining."""


def joined(entry: str, source: Callable[[str], str]) -> str:
    """The module ``entry`` and all that it imports as one text, each once and after what it imports itself.

    ``source`` gives the text of a module by its name. ValueError for modules that import each other in a circle, a name
    that its module does not export, a name that two modules declare, and forms of import or export beside
    ``import { a, b } from "./c.js";`` and ``export`` before a function or constant; KeyError, OSError or whatever else
    ``source`` raises for an unknown module.

    >>> parts = {"main": 'import { two } from "./sums.js";\\nshow(two);\\n', "sums": "export const two = 2;\\n"}
    >>> print(joined("main", parts.__getitem__))
    const two = 2;
    <BLANKLINE>
    show(two);
    <BLANKLINE>
    """
    texts: dict[str, str] = {}
    exports: dict[str, set[str]] = {}
    owners: dict[str, str] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"a circle: {name}.js imports itself through {' → '.join(above[above.index(name) :])}")
        if name in texts:
            return
        text = source(name)
        for names, other in IMPORT.findall(text):
            add(other, (*above, name))
            for each in names.split(", "):
                if each not in exports[other]:
                    raise ValueError(f"{name}.js imports {each}, which {other}.js does not export")
        body = IMPORT.sub("", text)
        exports[name] = set()
        for exported, each in DECLARED.findall(body):
            if (owner := owners.setdefault(each, name)) != name:
                raise ValueError(f"{name}.js and {owner}.js both declare {each}")
            if exported:
                exports[name].add(each)
        texts[name] = DECLARED.sub(lambda found: found[0].removeprefix("export "), body)
        if foreign := FOREIGN.search(texts[name]):
            raise ValueError(f"{name}.js: {foreign[0]!r} cannot be joined")

    add(entry, ())
    return "\n".join(texts.values())
