"""What ``--map`` says of the columns of a table, in import and in new."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from xuewei.cli.options import did_you_mean, tell
from xuewei.workbook.lists.mapping import Mapped, is_target, near_target, read_mapping


def mapping_of(written: Sequence[str], sheet: str | None = None) -> Mapped | None:
    """The mapping of ``--map``: pairs TITLE=KEY over the files; exit 2 for a key that there is not."""
    found = Mapped(sheet=sheet)
    for each in written:
        title, equals, target = each.rpartition("=")
        if not equals:
            found = found.over(read_mapping(each))
            continue
        if not is_target(target.strip()) or not title.strip():
            hint = did_you_mean(near_target(target))
            raise typer.BadParameter(tell("bad.map", found=each) + hint, param_hint="--map")
        found = Mapped({title.strip(): target.strip()}).over(found)
    return found if written or sheet else None
