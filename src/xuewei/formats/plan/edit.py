"""A plan's file changed in place, and a school closed out (销号) in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.places import YAML_LIMIT, decoded, read_bytes
from xuewei.formats.plan.read import plan_of, read_plan
from xuewei.formats.plan.register import with_register
from xuewei.formats.plan.rows import patch_of, patched
from xuewei.formats.plan.shapes import PLAN, SCHOOL
from xuewei.formats.plan.write import document, plan_text, school_document
from xuewei.formats.project import stage_names
from xuewei.formats.writing import write_bytes
from xuewei.formats.yaml import plain, plain_word, yaml_of
from xuewei.formats.yaml_edit import Inside, Out, Put, edited
from xuewei.language.shown import folded
from xuewei.model.plan import CLOSED_OUT, IN_USE, Plan, Progress, School
from xuewei.model.plan_stages import strange_stages
from xuewei.model.seats.delivery import reached, status_at

HEAD, ROW = tuple(PLAN.keys), tuple(SCHOOL.keys)
"""Keys in the order of the format."""


def edit_plan(path: str | Path, school: str, values: Mapping[str, str]) -> tuple[Plan, Plan]:
    """Set dotted keys of one school, written as YAML values, in the plan's file; the plan before and after.

    Raises InputError, leaving the file as it is, where the plan cannot be read, has no such school, or would not be a
    plan any more.
    """
    before = read_plan(path)
    text, encoding = decoded(read_bytes(path, YAML_LIMIT), str(path))
    found = before.schools[row_of(before, school, str(path))]
    rows = _own_rows(text, str(path))
    row = next((n for n, each in enumerate(rows) if str(each.get("id")) == found.id), None)
    here = {"id": found.id} if row is None else rows[row]
    change: dict[str, Any] = {}
    for key, value in values.items():
        _put(change, here, key.split("."), _value(value, key, str(path)), str(path))
    if row is None:  # of the register: a row that changes it
        after_text = edited(text, _added(rows, [{**here, **_bare(change)}]))
    else:
        after_text = edited(text, Inside({"schools": Inside({row: _edits(change)})}))
    after = plan_in(after_text, str(path))
    if wrong := _new_strange(before, after, path):
        raise InputError(wrong)
    if after != before:
        write_bytes(path, after_text.encode(encoding), change=True)
    return before, after


def _own_rows(text: str, file: str) -> list[dict[str, Any]]:
    """The schools that a plan's file writes itself, without those of its register."""
    return plain(yaml_of(text.replace("\r\n", "\n"), file)).get("schools") or []


def _added(rows: Sequence[Any], more: Sequence[dict[str, Any]]) -> Inside:
    """The change that adds rows of schools behind those that the file writes."""
    if not rows:
        return Inside({"schools": Put(list(more))}, HEAD)
    return Inside({"schools": Inside({n: Put(row) for n, row in enumerate(more, start=len(rows))})}, HEAD)


def _bare(change: Any) -> Any:
    """The values of a change."""
    if isinstance(change, Put):
        return _bare(change.value)
    return {key: _bare(each) for key, each in change.items()} if isinstance(change, dict) else change


def _new_strange(before: Plan, after: Plan, path: str | Path) -> list[Fault]:
    """A fault for every stage that there is not and that ``before`` does not name, as far as the stages are known."""
    try:
        known, offered = stage_names(after, path)
    except InputError:
        return []
    old = {(fault.field, fault.found) for fault in strange_stages(before, known, offered)}
    wrong = strange_stages(after, known, offered)
    return [replace(fault, place=Place(str(path))) for fault in wrong if (fault.field, fault.found) not in old]


def plan_in(text: str, file: str) -> Plan:
    """The plan in a text that is to be the file's; its faults have no lines, since that text is never shown."""
    try:
        return plan_of(with_register(yaml_of(text.replace("\r\n", "\n"), file), file), file)
    except InputError as wrong:
        raise InputError(
            replace(fault, place=Place(file)) if fault.place.file == file else fault for fault in wrong.faults
        ) from None


def row_of(plan: Plan, school: str, file: str) -> int:
    """The place of a school by its id, or its name where one school alone has it. Raises InputError, naming the
    nearest, where the plan has none."""
    ids = [each.id for each in plan.schools]
    if school in ids:
        return ids.index(school)
    names = [each.name or "" for each in plan.schools]
    same = [n for n, name in enumerate(names) if folded(name) == folded(school)]
    if len(same) == 1:
        return same[0]
    if same:
        raise InputError(
            [Fault(Place(file), "id", "schools_of_name", {"ids": ", ".join(ids[n] for n in same)}, school)]
        )
    raise InputError([Fault(Place(file), "id", "no_school", {}, school, nearest(school, [*ids, *names]))])


def _value(written: str, key: str, file: str) -> Any:
    """A value from the command line: a list, a map or quoted text as YAML writes it, else one plain word."""
    if not written.startswith(("[", "{", '"', "'")):
        return plain_word(written)
    try:
        return plain(yaml_of(f"value: {written}", file))["value"]
    except InputError as broken:
        raise InputError(
            replace(fault, place=Place(file), path=key, found=written) for fault in broken.faults
        ) from None


def _put(change: dict[str, Any], here: Any, keys: Sequence[str], value: Any, file: str) -> None:
    """Note one value under its keys; ``here`` is what the file holds."""
    *outer, last = keys
    for key in outer:
        here = here.get(key) if isinstance(here, dict) else here
        if here is not None and not isinstance(here, dict):
            raise InputError([Fault(Place(file), ".".join(keys), "map", {}, str(here))])
        change = change.setdefault(key, {}) if here is not None else change.setdefault(key, Put({})).value
    change[last] = Put(value) if here is not None else value


def _edits(change: Mapping[str, Any]) -> Inside:
    return Inside({key: _edits(each) if isinstance(each, dict) else each for key, each in change.items()}, ROW)


def updated(text: str, before: Plan, after: Plan) -> tuple[str, bool]:
    """The text of a plan's file with what makes ``before`` ``after``, and whether it was changed in place.

    Schools that both have keep the order of the file; where the change cannot be made in place, the whole document is
    written anew.
    """
    if not text.endswith("\n"):
        text += "\r\n" if "\r\n" in text else "\n"
    wanted = in_order_of(before, after)
    try:
        found = edited(text, _changes(before, wanted, plain(yaml_of(text.replace("\r\n", "\n"), before.file))))
        if plan_in(found, before.file) == wanted:
            return found, True
    except (ValueError, InputError):
        pass
    _keep_register(before, wanted)
    return plan_text(wanted), False


def _keep_register(before: Plan, after: Plan) -> None:
    """Raise InputError where writing a plan anew would put the schools of its register into it, or take some out."""
    if after.register is None:
        return
    values = {"register": after.register}
    gone = set(before.registered) - {school.id for school in after.schools}
    raise InputError(
        [Fault(Place(before.file), f"schools[{each}]", "register_gone", values) for each in sorted(gone)]
        or [Fault(Place(before.file), "register", "register_anew", values)]
    )


def in_order_of(before: Plan, after: Plan) -> Plan:
    """``after`` with the schools and the stages that ``before`` has in its order, the others behind them."""
    place = {school.id: n for n, school in enumerate(before.schools)}
    stage = {each.name: n for n, each in enumerate(before.stages)}
    return replace(
        after,
        schools=tuple(sorted(after.schools, key=lambda one: place.get(one.id, len(place)))),
        stages=tuple(sorted(after.stages, key=lambda one: stage.get(one.name, len(stage)))),
    )


def _changes(before: Plan, after: Plan, here: Any) -> Inside:
    """What has to change in the file, which holds ``here``."""
    found = _differing(document(before), document(after), here, HEAD)
    schools: dict[int, Put | Out | Inside] = {}
    new = {school.id: school for school in after.schools}
    own = {str(row.get("id")): n for n, row in enumerate(here["schools"])}
    more: list[dict[str, Any]] = []
    for old in before.schools:
        school, n = new.pop(old.id, None), own.get(old.id, -1)
        if old.id in before.registered:
            if school is not None and school != old:
                change = patch_of(school_document(old, ""), school_document(school, ""))
                if n < 0:
                    more.append({"id": old.id, **change})
                else:
                    row = here["schools"][n]
                    schools[n] = Inside({key: Put(patched(row.get(key), each)) for key, each in change.items()}, ROW)
        elif school is None:
            schools[n] = Out()
        elif school != old or before.area != after.area:
            row = here["schools"][n]
            area = row.get("area")
            one, other = (
                {**school_document(each, "" if area is not None else plan.area)}
                for each, plan in ((old, before), (school, after))
            )
            if "status" not in row and school.progress and school.status == school.progress[-1].status:
                other.pop("status")  # the last step says it
                one.pop("status")
            inner = _differing(one, other, row, ROW)
            if inner.changes:
                schools[n] = inner
    more += [school_document(school, after.area) for school in new.values()]
    if not (schools or more):
        return found
    if not more and len(schools) == len(own) and all(isinstance(each, Out) for each in schools.values()):
        return Inside({**found.changes, "schools": Put([])}, HEAD)
    if not own:
        return Inside({**found.changes, "schools": Put(more)}, HEAD)
    schools |= {n: Put(row) for n, row in enumerate(more, start=len(own))}
    return Inside({**found.changes, "schools": Inside(schools)}, HEAD)


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], here: Any, order: Sequence[str] = ()) -> Inside:
    """The keys in which two maps differ, as changes of what the file holds."""
    found: dict[str, Put | Out | Inside] = {}
    for key in dict.fromkeys([*one, *other]):
        old, new = one.get(key), other.get(key)
        if old == new:
            continue
        written = here.get(key)
        if new is None:
            if written is not None:
                found[key] = Out()
        elif isinstance(old, dict) and isinstance(new, dict) and isinstance(written, dict) and _same(written, old):
            found[key] = _differing(old, new, written)
        elif _grows(old, new, written):
            found[key] = Inside({n: Put(each) for n, each in enumerate(new or ()) if n >= len(old or ())})
        else:
            found[key] = Put(new)
    return Inside(found, order)


def _grows(old: object, new: object, written: object) -> bool:
    """Whether a list only gets more items at its end."""
    if not (isinstance(old, list) and isinstance(new, list) and isinstance(written, list)):
        return False
    return len(written) == len(old) < len(new) and new[: len(old)] == old


def _same(written: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a map of the file is written in the very form that the document has."""
    return {key: each for key, each in written.items() if each is not None} == dict(old)


def close_out(path: str | Path, school: str, day: date, note: str | None = None) -> tuple[Plan, Plan]:
    """Record in the plan's file that ``school`` is closed out from ``day`` on; the plan before and after.

    A school that gives no dates begins its ``progress`` with this step. Raises InputError, leaving the file as it is,
    where the plan cannot be read or has no such school, where the school is not in use on that day or is closed out
    already, and where ``day`` is before its last step.
    """
    before = read_plan(path)
    text, encoding = decoded(read_bytes(path, YAML_LIMIT), str(path))
    row = row_of(before, school, str(path))
    found = before.schools[row]
    wrong = _refusal(found, day)
    if wrong:
        kind, values, shown = wrong
        field = f"schools[{found.id}].{'progress' if found.progress else 'status'}"
        raise InputError([Fault(Place.of(found.line, str(path)), field, kind, values, shown)])
    steps = (*found.progress, Progress(day.isoformat(), CLOSED_OUT, note))
    closed = replace(found, status=CLOSED_OUT, progress=steps)
    after = replace(before, schools=(*before.schools[:row], closed, *before.schools[row + 1 :]))
    after_text, _ = updated(text, before, after)
    after = plan_in(after_text, str(path))
    write_bytes(path, after_text.encode(encoding), change=True)
    return before, after


def _refusal(school: School, day: date) -> tuple[str, dict[str, object], str | None] | None:
    """Why a school cannot be closed out on ``day``: kind of fault, its values, what was found; None where it can."""
    if school.status == CLOSED_OUT:
        since = reached(school, CLOSED_OUT)
        return ("closed_out", {}, None) if since is None else ("closed_on", {"date": since}, None)
    if school.progress and day.isoformat() < school.progress[-1].date:
        return "progress_order", {"before": school.progress[-1].date}, day.isoformat()
    status = status_at(school, day)
    return None if status == IN_USE else ("not_in_use", {"day": day}, status)
