"""Sites as candidates: their seats serve children near enough alone, none of whom is counted twice."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.case import Case, case_of
from xuewei.answers.optimise.chosen_view import conclusion
from xuewei.answers.optimise.programme import COST, IDLE, UNMET, programme
from xuewei.answers.optimise.schedule import worth
from xuewei.answers.optimise.schedule_view import reason_words
from xuewei.answers.optimise.site_reasons import fits_told
from xuewei.answers.optimise.site_view import left_sites, sites_head, sites_sheet
from xuewei.answers.optimise.sites import around, dwelling, site_candidates
from xuewei.answers.optimise.solve import solve
from xuewei.answers.optimise.solver import INFEASIBLE, Search, search
from xuewei.answers.optimise.view import optimised
from xuewei.answers.site.sited import ground, sited
from xuewei.formats.plan.read import read_plan
from xuewei.formats.policy import read_policy
from xuewei.formats.population.folder import read_population
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Costs
from xuewei.model.living import ESTATE, living
from xuewei.model.plan import BaseSeats
from xuewei.model.siting import Distances, PointRow, SiteRow

from builders import assumptions, estate, estate_rules, plan, population, school
from inside import run
from program import TOP

RULES = read_policy().walking
DEGREE_M = 111_195.0
LAST = 2026
BOTH = ("primary", "middle")


def north(metres: float) -> float:
    """The latitude so many metres on foot north of the first place."""
    return 35.0 + metres / DEGREE_M / RULES.detour.value


def site(name: str, metres: float, *seats: int, wan: float | None = 900.0) -> SiteRow:
    """A site of a primary school of one of some sizes."""
    sizes = tuple({"primary": each} for each in seats)
    costs = tuple(None if wan is None else wan * n for n in range(1, len(seats) + 1))
    return SiteRow(name, "", "甲", "", "primary", sizes, costs, 2022, 111.0, north(metres), "assumed", "test")


def point(name: str, metres: float, children: float = 1.0) -> PointRow:
    """Where so many children live."""
    return PointRow(name, "", "甲", "", 111.0, north(metres), {"": children}, "assumed", "test")


def case_with(
    sites: list[SiteRow],
    points: list[PointRow],
    each: int = 30,
    seats: int = 90,
    metres: Distances | None = None,
    stand: Mapping[float, int] | None = None,
) -> Case:
    """A choice of sites beside a school that is too small and whose place nobody knows: demand is 12 × ``each`` primary
    pupils. ``stand``: seats of schools that stand so many metres north."""
    people = population({"甲": [each] * 60}, assumed=assumptions(horizon=LAST))
    old = school("old", seats={"primary": seats}, planned=None, opens=2010, status="in_use")
    known = [
        replace(old, id=f"n{n}", seats={"primary": many}, lon=111.0, lat=north(far))
        for n, (far, many) in enumerate((stand or {}).items())
    ]
    written = plan(old, *known, base_seats=BaseSeats(2020, listed=True))
    found = assess(written, people)
    given = case_of(found, site_candidates(sites, Costs(), 2022, LAST), {})
    return replace(given, around=around(given, found, dwelling(found, points, ["primary"]), RULES, metres))


def built(given: Case) -> dict[str, int]:
    """Seats at each site in the best choice."""
    found = solve(programme(given))
    assert found.proven
    assert found.choice is not None
    return {
        group.members[0].school.id: sum(int(opens[s].sum()) * size["primary"] for s, size in enumerate(group.sizes))
        for group, opens in zip(given.groups, found.choice.opens, strict=True)
    }


def test_a_site_opens_only_where_children_live_near_enough() -> None:
    """At 500 m, not at 501; and with no more seats beyond the children than half a class a grade: 135."""
    points = [point("p", 0)]
    assert built(case_with([site("a", 499, 270)], points)) == {"a": 270}
    assert built(case_with([site("a", 505, 270)], points)) == {"a": 0}
    assert built(case_with([site("a", 0, 494, 496)], points, each=30)) == {"a": 494}
    assert built(case_with([site("a", 0, 496)], points, each=30)) == {"a": 0}


def test_classes_may_stay_empty_by_half() -> None:
    """Half a class a grade, and no more than half of the seats: of 540 seats 405 are needed, of 90 there are 45."""
    points = [point("p", 0)]
    for each, seats, held in ((33, 540, 0), (34, 540, 540), (3, 90, 0), (4, 90, 90)):
        assert built(case_with([site("a", 0, seats)], points, each=each, seats=0)) == {"a": held}


def test_two_sites_count_no_child_twice() -> None:
    """Each alone has children enough; both together have not."""
    near = [site("a", 0, 360), site("b", 100, 360)]
    assert sorted(built(case_with(near, [point("p", 0)], each=30, seats=0)).values()) == [0, 360]
    apart = [site("a", 0, 179), site("b", 2000, 179)]
    assert built(case_with(apart, [point("p", 0), point("q", 2000)], each=30, seats=0)) == {"a": 179, "b": 179}


def needed(seats: int) -> int:
    """Children without whom so many primary seats may not stand."""
    return max(math.ceil(seats / 2), seats - 135)


def feasible(given: Case, seats: dict[str, int]) -> bool:
    """Whether the children near enough suffice, by Hall's condition: for all sets of sites, those near any of them."""
    assert given.around is not None
    k = [stage.name for stage in given.stages].index("primary")
    there = [name for name, n in seats.items() if n]
    for size in range(1, len(there) + 1):
        for some in combinations(there, size):
            near = np.unique(np.concatenate([given.around.near[name, k] for name in some]))
            if sum(needed(seats[name]) for name in some) > given.around.children[k, near].sum() + 1e-6:
                return False
    return True


@pytest.mark.parametrize("seed", range(30))
def test_the_choice_of_sites_is_the_best_of_all(seed: int) -> None:
    """Of up to four sites of up to two sizes in every year, or not, among up to six points."""
    dice = random.Random(seed)
    sites = [
        site(f"s{n}", dice.randint(0, 20) * 100, *sorted(dice.sample([90, 135, 180, 270, 360], dice.randint(1, 2))),
             wan=float(dice.randint(3, 9) * 100))
        for n in range(dice.randint(1, 4))
    ]  # fmt: skip
    points = [point(f"p{n}", dice.randint(0, 20) * 100, dice.randint(1, 9)) for n in range(dice.randint(1, 6))]
    given = case_with(sites, points, dice.randint(10, 60), dice.choice((0, 90, 270)))
    given = replace(
        given, groups=tuple(replace(each, years=range(2022, 2023), tables=each.tables[:, :1]) for each in given.groups)
    )
    found = solve(programme(given))
    assert found.proven
    assert found.choice is not None
    what = worth(given, found.choice)
    best = []
    for sizes in product(*(range(-1, len(group.sizes)) for group in given.groups)):
        taken = {
            group.members[0].school.id: 0 if s < 0 else group.sizes[s]["primary"]
            for group, s in zip(given.groups, sizes, strict=True)
        }
        if not feasible(given, taken):
            continue
        seats, wan = given.standing.copy(), 0.0
        for group, s in zip(given.groups, sizes, strict=True):
            if s >= 0:
                seats[group.area] += group.tables[s, 0]
                wan += group.wan[s]
        balance = seats - given.demand
        best.append((-np.minimum(balance, 0).sum(), round(wan, 2), np.maximum(balance, 0).sum()))
    assert [what.values[name] for name in (UNMET, COST, IDLE)] == pytest.approx(list(min(best)), abs=1e-6)


def most_seated(children: list[float], near: list[tuple[float, list[bool]]]) -> float:
    """The most children with a seat within reach, as the smallest cut: of every set of places those outside it, and
    what the schools that reach into it have."""
    cuts = []
    for inside in product((False, True), repeat=len(children)):
        out = sum(many for many, within in zip(children, inside, strict=True) if not within)
        held = [seats for seats, reach in near if any(a and b for a, b in zip(inside, reach, strict=True))]
        cuts.append(out + sum(held))
    return min(cuts)


@pytest.mark.parametrize("seed", range(40))
def test_a_site_serves_whom_schools_that_stand_leave(seed: int) -> None:
    """Any choice of sites is allowed that all seats of which, beside schools that are as full as they can be, are
    taken: of every set of its sites, no more than they would add with seats without end."""
    dice = random.Random(seed)
    where = [dice.randint(0, 16) * 100 for _ in range(dice.randint(1, 5))]
    points = [point(f"p{n}", at, dice.randint(1, 9)) for n, at in enumerate(where)]
    at = [dice.randint(0, 16) * 100 + 7 for _ in range(dice.randint(1, 3))]
    sizes = [dice.choice([44, 89, 134, 179, 269]) for _ in at]
    stand = {dice.randint(0, 16) * 100 + 2.0: dice.choice([45, 90, 180, 400]) for _ in range(dice.randint(0, 3))}
    given = case_with([site(f"s{n}", far, many) for n, (far, many) in enumerate(zip(at, sizes, strict=True))], points,
                      dice.randint(10, 40), 0, stand=stand)  # fmt: skip
    assert given.around is not None
    k = [stage.name for stage in given.stages].index("primary")
    children = [float(given.around.children[k, n]) for n in range(len(points))]
    held = [(float(many), [abs(spot - far) <= 500 for spot in where]) for far, many in stand.items()]
    before, reach = most_seated(children, held), [[abs(spot - far) <= 500 for spot in where] for far in at]
    for some in product((False, True), repeat=len(at)):
        taken = [n for n, each in enumerate(some) if each]
        allowed = all(
            sum(needed(sizes[n]) for n in part)
            <= most_seated(children, [*held, *((1e6, reach[n]) for n in part)]) - before + 1e-6
            for size in range(1, len(taken) + 1)
            for part in combinations(taken, size)
        )
        assert _allowed(given, taken) is allowed


def _allowed(given: Case, taken: list[int]) -> bool:
    """Whether these sites can all be built, and the others not."""
    groups = [
        replace(group, must=True) if int(group.members[0].school.id[1:]) in taken else replace(group, years=range(0),
        tables=group.tables[:, :0]) for group in given.groups
    ]  # fmt: skip
    made = programme(replace(given, groups=tuple(groups)))
    return search(made, Search(np.zeros(made.columns.count))).how != INFEASIBLE


def test_a_site_beside_a_school_with_room_is_of_no_use() -> None:
    """Of 360 children at one place a school of 90 seats leaves 270, one of 360 nobody; beyond 500 m, or where nobody
    knows, it takes none of them."""
    points = [point("p", 0)]
    assert built(case_with([site("a", 0, 404, 406)], points, seats=0, stand={400: 90})) == {"a": 404}
    assert built(case_with([site("a", 0, 406)], points, seats=0, stand={400: 90})) == {"a": 0}
    assert built(case_with([site("a", 0, 406)], points, seats=0, stand={600: 90})) == {"a": 406}
    assert built(case_with([site("a", 0, 270)], points, seats=90)) == {"a": 270}
    both = [site("a", 0, 45), site("b", 900, 45)]
    apart = case_with(both, [point("p", 0), point("q", 900)], seats=0, stand={0: 180})
    assert built(apart) == {"a": 0, "b": 45}
    assert apart.around is not None
    k = [stage.name for stage in apart.stages].index("primary")
    told = [each for name in ("a", "b") for each in apart.around.reached(name, k) or ()]
    assert told == pytest.approx([180, 0, 180, 180], abs=0.1)


def test_years_before_a_site_can_open_do_not_count() -> None:
    """Of 100 children now there are 40 left when it could open."""
    people = population({"甲": [5] * 6 + [20] * 54}, assumed=assumptions(horizon=LAST))
    found = assess(plan(base_seats=BaseSeats(2020, listed=True)), people)
    homes = dwelling(found, [point("p", 0)], ["primary"])
    near = []
    for earliest in (2020, LAST):
        sites = [replace(site("a", 0, 45), earliest=earliest)]
        given = case_of(found, site_candidates(sites, Costs(), 2022, LAST), {})
        about = around(given, found, homes, RULES, None)
        near.append(about.most["a", [stage.name for stage in given.stages].index("primary")])
    assert near == pytest.approx([homes.children["primary"].max(), homes.children["primary"][-1].sum()])
    assert near[0] > near[1]


def test_sizes_that_site_chooses_are_those_that_may_be_built() -> None:
    """What `site` adds to children with a seat within reach is the bound of the size here."""
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=LAST))
    old = school("old", seats={"primary": 200}, planned=None, opens=2010, status="in_use", lon=111.0, lat=north(300))
    found = assess(plan(old, base_seats=BaseSeats(2020, listed=True)), people)
    points, sites = [point("p", 0), point("q", 700, 2.0)], [site("a", 0, 45, 90, 135, 180, 360)]
    here = ground(found, living(found, points, ["primary"], 2022), sites, RULES, (2021, 2022))
    adds = sited(here, 1).picks[0].gains
    given = case_of(found, site_candidates(sites, Costs(), 2022, LAST), {})
    about = around(given, found, dwelling(found, points, ["primary"]), RULES, None)
    k = [stage.name for stage in given.stages].index("primary")
    near, left = about.reached("a", k) or (0.0, 0.0)
    assert near == pytest.approx(120, abs=0.1)
    assert left == pytest.approx(adds)


def test_distances_that_are_written_go_before_the_straight_line() -> None:
    """A river: 100 m as the crow flies, 900 on foot."""
    sites, points = [site("a", 100, 270)], [point("p", 0)]
    written = Distances(("p",), ("a",), np.array([[900.0]]))
    assert built(case_with(sites, points)) == {"a": 270}
    assert built(case_with(sites, points, metres=written)) == {"a": 0}


def test_children_live_where_site_has_them() -> None:
    """At the same places, as many in every year, and as many in all as there is demand."""
    found = assess(
        read_plan(TOP / "examples/district/plan.yaml"), read_population(TOP / "examples/district/population")
    )
    homes = dwelling(found, (), ["primary", "middle"])
    assert homes.count(ESTATE)
    for year in (homes.years[0], homes.years[-1]):
        there = living(found, (), ["primary", "middle"], year)
        for stage, children in there.children.items():
            told = dict(zip(homes.ids, homes.children[stage][homes.years.index(year)].tolist(), strict=True))
            assert {name: told[name] for name in there.ids} == dict(zip(there.ids, children.tolist(), strict=True))
            assert sum(told.values()) == sum(row.demand for row in found.rows(years=[year]) if row.stage == stage)


def outcome(
    *sites: SiteRow,
    seats: int = 90,
    at: float | None = None,
    allow: str = "",
    homes: tuple[str, ...] = ("primary",),
    budget: float | None = None,
    more: int = 0,
) -> Answer:
    """The answer of a choice of sites beside a school of ``seats`` for 360 children at one place; the school is ``at``
    so many metres from there, or nobody knows where. ``homes``: the stages whose children are known to live there.
    ``more``: seats of a school as far away that is in use from 2024 on."""
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=LAST))
    old = school("old", seats={"primary": seats}, planned=None, opens=2010, status="in_use")
    old = old if at is None else replace(old, lon=111.0, lat=north(at))
    new = replace(old, id="new", seats={"primary": more}, opens=2024)
    written = plan(*[old, new][: 2 if more else 1], base_seats=BaseSeats(2020, listed=True))
    found = assess(written, people)
    lives = dwelling(found, [point("p", 0)], homes)
    means = frozenset({allow} - {""})
    options = tuple(site_candidates(sites, Costs(), 2022, LAST))
    given = optimise(
        written, people, Request(candidates=options, homes=lives, walking=RULES, means=means, usual=budget)
    )
    assert isinstance(given, Answer)
    return given


def test_a_site_does_not_turn() -> None:
    """Middle is short of more than primary: the site stays what the children near it need."""
    given = outcome(site("a", 0, 270), allow="convert")
    assert [lever.group for lever in given.case.levers if lever.group >= 0] == []
    assert given.schedule.outcomes[0].turns == ()


def test_why_a_site_stays_empty() -> None:
    """Too few children near it, with the size that would fit; or those there are counted for another site."""
    given = outcome(site("a", 0, 496), site("far", 900, 90))
    assert [why.kind for why in given.reasons] == ["too_few", "too_few"]
    assert [[fit.near for fit in fits_told(why)] for why in given.reasons] == [[360], [0]]
    text = reason_words(given.reasons[0], "zh")
    assert all(
        each in text for each in ("小学 500 米内儿童只有 360 人", "最小的规模 496 座至少要 361 人", "不多于 495 座")
    )
    both = outcome(site("a", 0, 330), site("b", 10, 330, wan=950.0), seats=0)
    assert sorted(why.kind for why in both.reasons) == ["serves", "shared"]
    assert next(why.values["others"] for why in both.reasons if why.kind == "shared") == ("a",)


def test_where_areas_have_seats_enough_but_nobody_near_it_is_told() -> None:
    """Nothing is built, and `site` may still say otherwise: of whom is said. Nothing where all near have seats."""
    (told,) = left_sites(outcome(site("a", 0, 270), seats=600, at=2000), "zh")
    assert "a服务半径内附近学校容不下的小学儿童最多 360 人" in told
    assert "xuewei site" in told
    assert left_sites(outcome(site("a", 0, 270), seats=600, at=0), "zh") == []


def test_from_when_on_seats_suffice_is_told_and_of_which_sites() -> None:
    """No year before the school of the plan opens counts as enough; sites that are not judged, or that stay empty for
    another reason, are not among those for which it is said."""
    site_a, far = site("a", 0, 270), replace(site("c", 0, 270), earliest=LAST + 1)
    (told,) = left_sites(outcome(site_a, seats=600, at=2000), "zh")
    assert told.startswith("2020 年起区域合计的学位够，所以一处也不选；")
    soon = outcome(replace(site_a, earliest=2024), seats=300, at=2000, more=300)
    assert [why.kind for why in soon.reasons] == ["surplus"]
    assert soon.worth.unmet.sum() > 0
    (told,) = left_sites(soon, "zh")
    assert told.startswith("2024 年起区域合计的学位够，所以一处也不选；")
    (told,) = left_sites(soon, "en")
    assert told.startswith("From 2024 on seats of the area suffice in all, so no site is taken; ")
    (told,) = left_sites(outcome(site_a, far, seats=600, at=2000), "zh")
    assert "所以能判断的一处也不选；" in told
    two = outcome(site_a, replace(nine_year(90, 900), id="b", name="b"), seats=600, at=2000, homes=BOTH)
    assert [why.kind for why in two.reasons] == ["surplus", "too_few"]
    told = left_sites(two, "zh")[-1]
    assert "学位够，所以不选a；" in told
    assert "一处也不选" not in told


def test_seats_beyond_the_children_near_are_told() -> None:
    """By how many, and why; nothing where every seat has a child."""
    many = "\n".join(sites_sheet(outcome(site("a", 0, 450), seats=0), "zh").notes)
    assert "学位比这多 90 个，因为学位成班" in many
    assert "学位比这多" not in "\n".join(sites_sheet(outcome(site("a", 0, 270), seats=0), "zh").notes)
    assert "每个年级半个班" in many


def test_where_no_site_is_taken_it_comes_first_with_the_rule_that_site_does_not_have() -> None:
    """The stage, the seats and the children of the site that misses the rule by least; nothing where one is taken."""
    none = outcome(site("a", 0, 496), site("far", 900, 90))
    assert conclusion(none, "zh").startswith("结论：备选点一个也没有选，")
    (told,) = left_sites(none, "zh")
    assert "a小学 496 座至少要 361 人，附近缺学位的儿童 360 人（sites.csv 要写不多于 495 座）" in told
    assert "far" not in told
    assert "needs 361 children for 496 seats and has 360" in left_sites(none, "en")[0]
    assert optimised(none, "zh").sheets[0].notes[1] == told
    for n, count in ((3, ""), (4, "；这样的共 4 处")):  # of many the first few, and how many
        (told,) = left_sites(outcome(*[site(f"s{k}", 0, 496) for k in range(n)]), "zh")
        assert told.endswith(f"（sites.csv 要写不多于 495 座）{count}。")
        assert told.count("至少要") == 3
    taken = outcome(site("a", 0, 270), site("far", 900, 496))
    assert left_sites(taken, "zh") == []
    assert "备选点" not in conclusion(taken, "zh")


def test_why_a_site_that_site_may_name_is_left_out_beside_one_that_is_taken() -> None:
    """Too few children for its size; the children being counted for the one that is taken; seats of the area being
    enough with it; or what it costs."""
    (told,) = left_sites(outcome(site("a", 0, 180), site("b", 0, 496)), "zh")
    assert "xuewei site" in told
    assert "b小学 496 座至少要 361 人，附近缺学位的儿童 360 人（sites.csv 要写不多于 495 座）" in told
    (told,) = left_sites(outcome(site("a", 0, 330), site("b", 10, 330, wan=950.0), seats=0), "zh")
    assert "可能另选b；附近的学校容不下的小学儿童 360 人，但已计入a" in told
    (told,) = left_sites(outcome(site("a", 0, 270), site("b", 10, 270, wan=950.0)), "zh")
    assert "所以不选b" in told
    assert "小学儿童最多 360 人" in told
    dear = outcome(site("a", 0, 200), site("b", 10, 100, wan=2000.0), seats=0, budget=950.0)
    assert [why.kind for why in dear.reasons] == ["serves", "unbuilt"]
    (told,) = left_sites(dear, "en")
    assert "xuewei site may take b" in told
    assert "360 children" in told


def nine_year(primary: int, middle: int) -> SiteRow:
    """A site of a nine-year school where the children are."""
    return replace(site("a", 0, 0), type="nine_year", sizes=({"primary": primary, "middle": middle},))


def test_every_stage_of_a_site_is_named_the_short_one_first() -> None:
    """Of primary nobody is short: what is short is named, and every stage with its figures, in reasons, in the answer
    and beside the sites."""
    given = outcome(nine_year(90, 700), seats=400, homes=("primary", "middle"))
    (why,) = given.reasons
    assert [(fit.stage, fit.met) for fit in fits_told(why)] == [("middle", False), ("primary", True)]
    text = reason_words(why, "zh")
    assert "共缺 180 个学位（初中），但初中 1,000 米内儿童只有 180 人，最小的规模 700 座至少要 625 人" in text
    assert "小学够（500 米内附近的学校容不下的 360 人，90 座至少要 45 人）" in text
    assert text.index("初中 1,000") < text.index("小学够")
    both = outcome(nine_year(900, 700), seats=400, homes=("primary", "middle"))
    text = reason_words(both.reasons[0], "en")
    assert "(middle)" in text
    assert text.index("180 children (middle)") < text.index("360 children (primary)")
    (line,) = [each for each in sites_sheet(both, "zh").notes if "不能选" in each]
    assert line.index("初中 1,000 米内") < line.index("小学 500 米内")
    (told,) = left_sites(both, "zh")
    assert told.index("初中 700 座") < told.index("小学 900 座")
    for lang, words in (("zh", "座），小学 900 座"), ("en", "allowed), and for primary it needs")):
        assert words in left_sites(both, lang)[0]
    two = outcome(nine_year(900, 700), seats=0, homes=("primary", "middle"))
    assert "（小学 360、初中 180）" in reason_words(two.reasons[0], "zh")


def test_what_cannot_be_open_by_the_last_year_is_not_judged() -> None:
    """Neither sites nor schools of the plan are left out: nothing of them can be seen, and that is said first, with
    what lets them be judged; a school being built stays as it is."""
    given = outcome(replace(site("a", 0, 270), earliest=LAST + 1), site("b", 0, 496))
    assert [why.kind for why in given.reasons] == ["beyond", "too_few"]
    assert f"不建 1 所（b），1 所到 {LAST} 年还不能投用、没有判断（a）" in conclusion(given, "zh")
    first = optimised(given, "zh").sheets[0].notes[1]
    assert f"horizon，或 --to）：a（最早 {LAST + 1}）到那时还不能投用" in first
    assert "没有判断" in reason_words(given.reasons[0], "zh")
    assert [row["children"] for row in sites_head(given)] == [None, 360]
    assert any("没有判断" in each for each in sites_sheet(given, "zh").notes)
    alone = outcome(replace(site("a", 0, 270), earliest=LAST + 1))
    assert conclusion(alone, "zh").startswith(f"结论：1 所到 {LAST} 年还不能投用、没有判断（a）；")
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=LAST))
    built = school("s", planned=LAST, opens=LAST + 1, status="under_construction")
    found = optimise(plan(built), people, Request(now=date(2022, 3, 1)))
    assert isinstance(found, Answer)
    assert found.schedule.outcomes == ()
    assert [each.status for each in found.chosen.schools] == ["under_construction"]
    shown = optimised(found, "zh")
    assert "不建" not in conclusion(found, "zh")
    assert any(f"在建的{built.name or built.id}（{LAST + 1}）" in each for each in shown.sheets[0].notes)


def test_turned_coordinates_are_told_and_written(tmp_path: Path) -> None:
    """By both commands that choose sites, where they are shown and in what they write."""
    lines = [f"{line},{'GCJ02' if n else 'crs'}" for n, line in enumerate(SITES.strip().splitlines())]
    (tmp_path / "sites.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    example = TOP / "examples/district"
    own = (example / "population/points.csv").read_text(encoding="utf-8").splitlines()
    points = [f"{line},{'WGS84' if n else 'crs'}" for n, line in enumerate(own)]
    (tmp_path / "points.csv").write_text("\n".join(points) + "\n", encoding="utf-8")
    files = ("--sites", tmp_path / "sites.csv", "--points", tmp_path / "points.csv", "--convert-gcj02")
    words = ("--plan", example / "plan.yaml", "--now", "2026-09-01", *files)
    for command in ("optimise", "site"):
        out = tmp_path / f"{command}.yaml"
        done = run(command, *words, "--output", out)
        assert done.returncode == 0, done.stderr
        assert "GCJ02" in done.stdout
        assert "WGS84" in out.read_text(encoding="utf-8").splitlines()[0]


def test_estates_that_a_shortage_rests_on_are_told() -> None:
    """How many, what they add, and the key that counts them otherwise; nothing where there are none."""
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=LAST))
    rules = estate_rules("extra", None, {"primary": 30})
    some = replace(people, assumptions=replace(people.assumptions, estates=rules), estates=(estate(dwellings=1000.0),))
    written = plan(school("s", planned=2024))
    for folk, said in ((some, True), (people, False)):
        found = optimise(written, folk, Request())
        assert isinstance(found, Answer)
        assert any("estates.counted" in note for note in optimised(found, "zh").notes) == said


def test_whom_schools_near_a_site_have_seats_for_is_told() -> None:
    """Of 360 children a school at the site itself has seats for some, or for all; seats of no known place are named."""
    cases = {90: ("360 人，其中 270 人附近的学校容不下", "270 have no seat in the schools near them"),
             200: ("附近的学校容不下的只有 160 人", "160 have no seat in the schools near them"),
             360: ("附近的学校都容得下", "have seats for all 360 children")}  # fmt: skip
    for seats, said in cases.items():
        given = outcome(site("a", 0, 300), seats=seats, at=0)
        for lang, words in zip(("zh", "en"), said, strict=True):
            assert words in "\n".join(sites_sheet(given, lang).notes)
        assert sites_head(given)[0]["unseated"] == 360 - seats
    assert "没有坐标" in "\n".join(sites_sheet(outcome(site("a", 0, 180)), "zh").notes)


def test_children_near_sites_are_told_as_what_binds() -> None:
    """In every year from which on a site could be open; nothing of it where nobody is short."""
    given = outcome(site("a", 0, 496))
    near = [each for each in given.limits if each.kind == "near"]
    assert [(each.stage, each.schools) for each in near] == [("primary", ("a",))]
    assert near[0].years == tuple(range(2022, LAST + 1))
    assert not [each for each in outcome(site("a", 0, 270)).limits if each.kind == "near"]


def test_schools_that_stay_over_full_are_told(tmp_path: Path) -> None:
    """A site beside it gives its area seats enough, and is in another zone than the 600 pupils in 540 seats."""
    (tmp_path / "population").mkdir()
    births = "".join(f"甲,{year},150,assumed,t\n" for year in range(2008, 2027))
    pupils = "".join(
        f"甲,2026,primary,{grade},{50 * n},assumed,t,{name},{n}\n"
        for grade in range(1, 7)
        for name, n in (("a", 2), ("b", 1))
    )
    for name, text in {
        "plan.yaml": "plan: 试\narea: 甲\nyears: [2027, 2029]\npopulation: population\nregister: schools.csv\n"
        "base_seats: {year: 2026, seats: listed, basis: assumed, source: t}\nschools: []\n",
        "schools.csv": "id,name,area,zone,type,stage,classes,lon,lat,basis,source\n"
        "a,一小,甲,东,primary,primary,12,110,30,assumed,t\nb,二小,甲,西,primary,primary,6,110,30.001,assumed,t\n",
        "population/zones.csv": "area,part_of,basis,source\n东,甲,assumed,t\n西,甲,assumed,t\n",
        "population/births.csv": "area,year,births,basis,source\n" + births,
        "population/enrolment.csv": "area,year,stage,grade,pupils,basis,source,school,classes\n" + pupils,
        "sites.csv": "id,name,area,zone,type,primary,cost_wan,earliest,lon,lat,basis,source\n"
        "x,新校,甲,西,primary,90,2000,2028,110,30.001,assumed,t\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ("--plan", tmp_path / "plan.yaml", "--sites", tmp_path / "sites.csv", "--now", "2026", "--format", "json")
    done = run("optimise", *words)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [each["opens"] for each in found["sites"]] == [2028]
    assert [(each["name"], each["stage"]) for each in found["overfull"]] == [("一小", "primary")]
    assert found["overfull"][0]["use"] > 1


SITES = """id,name,area,type,middle,cost_wan,earliest,lon,lat,basis,source
t1,东侧地块,合成区,middle,150; 900,3000; 4500,2028,108.0241,35.0488,assumed,test
t3,远处地块,合成区,middle,900,3900,2028,108.10,35.06,assumed,test
"""


def test_the_command_takes_the_site_that_serves_children_and_writes_it(tmp_path: Path) -> None:
    """The whole way: where, when, how large and what closes, in one scenario that `gap` reads."""
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    out = tmp_path / "s.yaml"
    words = ("--now", "2026", "--plan", TOP / "examples/district/plan.yaml", "--format", "json")
    done = run("optimise", *words, "--sites", tmp_path / "sites.csv", "--allow", "close", "--output", out)
    found = json.loads(done.stdout)
    assert [(each["id"], each["opens"], each["seats"]) for each in found["sites"]] == [
        ("t1", 2028, 150),
        ("t3", None, 0),
    ]
    assert found["closings"]
    text = out.read_text(encoding="utf-8")
    assert "id: t1" in text
    assert "cost_wan: 3000" in text
    assert "basis: {seats: assumed}" in text
    rows = json.loads(run("gap", "--scenario", out, "--format", "json").stdout)["rows"]
    balance = {(row["year"], row["stage"]): row["balance"] for row in rows}
    assert all(balance[row["year"], row["stage"]] == row["balance"] for row in found["balances"])


@pytest.mark.parametrize(
    ("words", "text", "code", "said"),
    [
        (("--points", "sites.csv"), SITES, 2, "--sites"),
        (("--sites", "sites.csv"), SITES.replace("合成区", "别区"), 3, "sites.csv:2: area"),
        (("--sites", "none.csv"), SITES, 3, "none.csv"),
    ],
)
def test_what_is_wrong_with_sites_is_told(
    words: tuple[str, ...], text: str, code: int, said: str, tmp_path: Path
) -> None:
    """Points without sites, a site in no known area, a file that is not there."""
    (tmp_path / "sites.csv").write_text(text, encoding="utf-8")
    plan_file = TOP / "examples/district/plan.yaml"
    done = run("optimise", "--plan", plan_file, "--now", "2026", *words, "--lang", "en", cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr


def test_without_a_site_nothing_of_sites_is_said() -> None:
    """An answer of the same plan has no word of them."""
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=LAST))
    found = optimise(plan(school("s")), people, Request())
    assert isinstance(found, Answer)
    assert found.case.around is None
