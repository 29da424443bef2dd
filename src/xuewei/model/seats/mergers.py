"""Who takes the pupils of a school that closes: one school, or several with their shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xuewei.model.plan import School
from xuewei.model.seats.register import zone_slips, zones_of


def heirs(written: str | None) -> dict[str, float]:
    """The schools that take a school's pupils, by id, each with its share of them (0 to 1): what is not written is
    what the written shares leave, evenly. A single school is written alone, several with ``;`` between them.

    >>> heirs("s16"), heirs("s16:0.6;s17"), heirs(None)
    ({'s16': 1.0}, {'s16': 0.6, 's17': 0.4}, {})
    """
    if written is None:
        return {}
    if not several(written):
        return {written: 1.0}
    return {name: round(share, 12) for name, share in zones_of(School("", "", "", zone=written)).items()}


def several(written: str) -> bool:
    """Whether more than one school is written.

    >>> several("s16"), several("s16；s17")
    (False, True)
    """
    return ";" in written or "；" in written


def written_heirs(shares: Mapping[str, float]) -> str:
    """Schools with shares as they are written.

    >>> written_heirs({"s16": 1.0}), written_heirs({"s16": 0.6, "s17": 0.4})
    ('s16', 's16:0.6;s17:0.4')
    """
    if len(shares) == 1:
        return next(iter(shares))
    return ";".join(f"{name}:{share:.6g}" for name, share in shares.items())


NAMED_TWICE, NOT_SHARES = "merge_twice", "merge_shares"
_KINDS = {"zone_twice": NAMED_TWICE, "zone_share": NOT_SHARES, "zone_shares": NOT_SHARES, "zone_name": NOT_SHARES}


def heir_slips(written: str | None) -> Iterator[tuple[str, str]]:
    """What is wrong with several schools that are to take pupils: kind of fault, and what was found.

    >>> [kind for kind, _ in heir_slips("a:0.6;b:0.6;a")]
    ['merge_twice', 'merge_shares']
    """
    if written is not None and several(written):
        for kind, found in zone_slips(written):
            yield _KINDS[kind], found
        sums = sum(heirs(written).values())
        if sums < 1 - 1e-9 and not list(zone_slips(written)):
            yield NOT_SHARES, f"{sums:g}"
