"""Parameters: what scenarios set by dotted names, a row each, and how each is found, set and called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, NamedTuple

from xuewei.errors import Place
from xuewei.late import dataclass
from xuewei.model.assumptions import AFTER_SHOCK, ENTRY_LEVELS, MIGRANTS, PATHS, Assumptions, Chances, Figure, Series
from xuewei.model.parameter_setting import (
    Cause,
    found_at,
    in_all_areas,
    in_all_years,
    in_year,
    of_class,
    of_estates,
    of_inflow,
    replaced,
)
from xuewei.model.plan import FILLS, Plan
from xuewei.model.population import COUNTED_KINDS, ESTATES_COUNTED
from xuewei.model.stages import Stage

STAGE, YEAR = "STAGE", "YEAR"
"""What stands in a name for any stage, any calendar year."""


class Amount(NamedTuple):
    """A number from ``low`` to ``high``."""

    low: float
    high: float


class Count(NamedTuple):
    """A whole number from ``low`` to ``high``; ``unit`` as the workbook says it."""

    low: int
    high: int
    unit: str = ""


class OneOf(NamedTuple):
    """One of a few words, whose labels begin with ``labels``."""

    known: tuple[str, ...]
    labels: str


Kind = Amount | Count | OneOf | Literal["month_day", "seats"]
SHARE, FACTOR, SPREAD, A_YEAR = Amount(0, 1), Amount(0, 100), Amount(0, 0.5), Count(2000, 2100)

SLOW, USUAL, FAST = CURVES = ("slow", "usual", "fast")
"""Courses of occupancy that are shipped."""
UNUSED = Figure(0.0, "ratio")
"""The limit of a level that is not used."""


@dataclass(frozen=True, eq=False, repr=False)
class Parameter:
    """One parameter.

    ``name`` is what people write; ``kind`` what its value may be (None: scenarios do not set it); ``hint`` what editors
    and shells say of it (Chinese); ``zh`` and ``en`` what answers call it. ``of`` says whose it is: a key of the plan's
    file or a part of what is assumed of people. ``at`` is where it stands in the plan or the assumptions (empty: where
    its name says); ``usual`` the figure of a stage that has none, ``put`` how it is set where replacing what stands
    there is not enough. ``sheet`` is the section of the workbook that shows a parameter of people (empty: none),
    ``full`` its name where there is more room.
    """

    name: str
    kind: Kind | None
    hint: str
    zh: str
    en: str
    of: Literal["plan", "people"] = "people"
    at: str = ""
    usual: Figure | None = None
    put: Callable[[Assumptions, list[Any], Any, Cause], Assumptions] | None = None
    sheet: str = ""
    full: tuple[str, str] | None = None

    def __reduce__(self) -> tuple[Callable[[str], Parameter], tuple[str]]:
        """Another process knows it by its name."""
        return _known, (self.name,)

    @property
    def per(self) -> str:
        """STAGE or YEAR where there is a value for each; else empty."""
        last = self.name.rpartition(".")[2]
        return last if last in (STAGE, YEAR) else ""

    def named(self, each: str) -> str:
        """The name for one stage or year."""
        return self.name.replace(self.per, each) if self.per else self.name

    def title(self, lang: str) -> str:
        """What it is called where there is room."""
        zh, en = self.full or (self.zh, self.en)
        return zh if lang == "zh" else en

    def steps(self, each: str) -> list[Any]:
        """The steps to its value for one stage or year: fields, keys, names of stages."""
        key = int(each) if self.per == YEAR else each
        return [key if step == self.per else step for step in (self.at or self.name).split(".")]

    def value(self, assumptions: Assumptions, each: str = "") -> Any:
        """What is assumed, for one stage or year: a figure, a series, a number or a word; None where nothing is."""
        found: Any = assumptions
        for step in self.steps(each):
            found = found_at(found, step, self.usual)
        return found


PARAMETERS = (
    Parameter("opening_lag", Count(0, 20, "years"), "计划年到首个开学 9 月的年数", "投用滞后（年）", "opening lag (years)", "plan", full=("投用滞后（计划年到首个开学 9 月）", "opening lag")),
    Parameter("fill", OneOf(FILLS, "fill"), "招生方式的缺省值", "招生方式", "fill", "plan", full=("招生方式的缺省值", "default fill")),
    Parameter("delivered_share", SHARE, "未投用学位中计入的份额", "未投用学位计入份额", "share of seats not yet open", "plan"),
    Parameter("base_seats.STAGE", "seats", "规划前的现有学位（方案的缺省区域），或 balanced、listed", "现有学位", "seats in use", "plan", "base_seats.seats.STAGE"),
    Parameter("base_crowding", Amount(0.1, 10), "现有班额 ÷ 标准班额", "班额系数", "crowding", sheet="base"),
    Parameter("horizon", A_YEAR, "缺省的预测末年", "预测末年", "horizon"),
    Parameter("entry_cutoff", "month_day", "入学年龄截止日（月-日）", "入学截止日", "entry cut-off"),
    Parameter("population.births", OneOf(PATHS, "path"), "生育路径", "出生", "births", at="fertility.path"),
    Parameter("population.births.YEAR", Amount(0, 1e9), "该日历年出生人数（各区域合计）", "出生", "births", at="fertility.births.YEAR", put=in_year),
    Parameter("population.net_migration", OneOf(PATHS, "path"), "净迁入路径", "净迁入", "net migration", at="migration.path"),
    Parameter("population.net_migration.YEAR", Amount(-1e9, 1e9), "该日历年净迁入人数（各区域合计）", "净迁入", "net migration", at="migration.years.YEAR", put=in_year),
    Parameter("population.scope", SHARE, "规划区域占普查区人口的份额", "区域占比", "scope", at="scope", put=in_all_areas),
    Parameter("participation.STAGE", Amount(0, 2), "入学（园）率，各年相同", "入学（园）率", "participation", put=in_all_years),
    Parameter("inflow.STAGE", FACTOR, "区外生系数：学生 ÷ 区内学生", "区外生系数", "inflow", usual=Figure(1.0, "factor"), put=of_inflow, sheet="stages"),
    Parameter("senior.gross_rate", SHARE, "高中阶段毛入学率，各年相同", "高中阶段毛入学率", "gross enrolment after middle school", put=in_all_years),
    Parameter("senior.general_share", SHARE, "普高占高中阶段招生的份额，各年相同", "普高占招生的份额", "general share of entrants", put=in_all_years),
    Parameter("grade_step.STAGE", Amount(0, 2), "升级率：上一年级的学生有多少升入（按毕业生推算的学段）", "升级率", "grade step", usual=Figure(1.0, "ratio")),
    Parameter("class_size.STAGE", Count(1, 100, "pupils"), "班额（人）；由班数推出的学位随之改变，写明的学位不变", "班额", "class size", at="stages.STAGE.class_size", put=of_class),
    Parameter("uncertainty.births.step", Amount(0, 1), "出生数的对数每年的标准差", "", ""),
    Parameter("uncertainty.births.persistence", SHARE, "出生的偏离有多少留到下一年", "", ""),
    Parameter("uncertainty.births.common", SHARE, "各区域共有的出生方差份额", "", ""),
    Parameter("uncertainty.net_migration.step", SPREAD, "净迁入占常住人口每年的标准差", "", ""),
    Parameter("uncertainty.net_migration.persistence", SHARE, "净迁入的偏离有多少留到下一年", "", ""),
    Parameter("uncertainty.participation.STAGE", SPREAD, "入学（园）率的相对标准差", "", "", usual=Figure(0.0, "share")),
    Parameter("uncertainty.level.STAGE", SPREAD, "按年龄算的需求水平的相对标准差", "", "", usual=Figure(0.0, "share")),
    Parameter("warning.yellow", FACTOR, "黄色预警线：需求 ÷ 学位", "预警线", "warning", at="yellow", sheet="assumptions", full=("黄色预警线（需求 ÷ 学位）", "yellow alert (demand ÷ seats)")),
    Parameter("warning.red", FACTOR, "红色预警线：需求 ÷ 学位", "预警线", "warning", at="red", sheet="assumptions", full=("红色预警线（需求 ÷ 学位）", "red alert (demand ÷ seats)")),
    Parameter("warning.surplus", FACTOR, "富余线：需求 ÷ 学位低于此数为富余", "预警线", "warning", at="surplus", sheet="assumptions", full=("富余线（需求 ÷ 学位低于此数）", "surplus below (demand ÷ seats)")),
    Parameter("warning.entry.yellow", FACTOR, "起始年级黄色预警线：儿童 ÷ 招生计划", "起始年级预警线", "alerts of entry grades", at="entry.yellow", full=("起始年级黄色预警线（儿童 ÷ 招生计划）", "yellow alert of entry grades (children ÷ intake)")),
    Parameter("warning.entry.orange", FACTOR, "起始年级橙色预警线，在黄、红之间（0 为不用）", "起始年级预警线", "alerts of entry grades", at="entry.orange", usual=UNUSED, full=("起始年级橙色预警线（0 为不用）", "orange alert of entry grades (0: not used)")),
    Parameter("warning.entry.red", FACTOR, "起始年级红色预警线：儿童 ÷ 招生计划", "起始年级预警线", "alerts of entry grades", at="entry.red", full=("起始年级红色预警线（儿童 ÷ 招生计划）", "red alert of entry grades (children ÷ intake)")),
    Parameter("warning.entry.blue", FACTOR, "起始年级蓝色（富余）线：低于此数为富余（0 为不用）", "起始年级预警线", "alerts of entry grades", at="entry.blue", usual=UNUSED, full=("起始年级蓝色（富余）线（0 为不用）", "surplus of entry grades below (0: not used)")),
    Parameter("children.kind", OneOf(COUNTED_KINDS, "children"), "应入学儿童按哪种登记计（缺省：有户籍按户籍，其次常住、出生登记、预防接种）", "应入学儿童的登记", "register of children"),
    Parameter("children.migrants", OneOf(MIGRANTS, "migrants"), "户籍之外的随迁子女：beside 另列，counted 计入", "随迁子女", "children of migrants"),
    Parameter("pupils.after_shock", OneOf(AFTER_SHOCK, "after_shock"), "各区域同时少了学生的那年之后：stay 没来的不再来，return 预测第一年回到所在年级", "共同异常年之后", "pupils after a shock"),
    Parameter("estates.counted", OneOf(ESTATES_COUNTED, "estates"), "新小区的学生：extra 加在预测之外，within_migration 只在区域、学区之间移动迁入的人（缺省：净迁入写到了它们的年份才是后者）", "新小区怎样计", "how estates count", put=of_estates),
    Parameter("estates.occupancy", OneOf(CURVES, "occupancy"), "没有自己写入住率的小区按哪条入住曲线：slow 慢、usual 一般、fast 快", "入住曲线", "occupancy curve", put=of_estates),
    Parameter("estates.yields.STAGE", Amount(0, 200), "每百户入住住宅的学生（人），各年相同", "每百户学生", "pupils per 100 dwellings", put=of_estates),
    Parameter("estates.dwelling_m2", Amount(20, 500), "一套住宅的面积（㎡）：只写了面积的小区由此得套数", "一套住宅的面积", "floor area of a dwelling", put=of_estates),
)  # fmt: skip
"""Every parameter that a scenario may set, in the order in which they are offered."""
NAMED = (
    Parameter("plan", None, "", "", "", "plan", "name"),
    Parameter("population", None, "", "人口目录", "population folder", "plan"),
    Parameter("published", None, "", "规划印数", "printed total", "plan"),
    Parameter("tracking.building_months", None, "", "进度预警", "progress warning", at="building_months"),
    Parameter("tracking.soon_months", None, "", "进度预警", "progress warning", at="soon_months"),
)
"""Other values that answers call by a name."""
BY_NAME = {each.name: each for each in PARAMETERS}
OF_PLAN = tuple(each for each in PARAMETERS if each.of == "plan" and not each.per)
"""Parameters that are keys of the plan's file, and fields of the plan with a usual value."""


def out_of_order(limits: Mapping[str, float]) -> str:
    """Limits of :data:`ENTRY_LEVELS` that are in use, in their order, where a lower level has a higher one; else empty.

    >>> out_of_order({"red": 1.0, "yellow": 1.1}), out_of_order({"red": 1.0, "yellow": 0.9, "orange": 0.0})
    ('yellow 1.1, red 1', '')
    """
    used = [(name, limits[name]) for name in ENTRY_LEVELS if limits.get(name)]
    values = [value for _, value in used]
    return ", ".join(f"{name} {value:g}" for name, value in used) if values != sorted(values) else ""


def pattern(name: str) -> str:
    """The names that a parameter's name stands for, as a regular expression; stages are called as people call them,
    such as 高中, K_5 or 9-12.

    >>> bool(re.match(pattern("inflow.STAGE"), "inflow.高中")), bool(re.match(pattern("inflow.STAGE"), "inflow.a.b"))
    (True, False)
    """
    return "^" + re.escape(name).replace(STAGE, r"[^.\s](?:[^.]*[^.\s])?").replace(YEAR, "(19|20|21)[0-9][0-9]") + "$"


def _known(name: str) -> Parameter:
    return BY_NAME[name]


def parameter_of(name: str) -> Parameter | None:
    """The parameter that people mean by a name; None where there is none.

    >>> found = parameter_of("inflow.高中")
    >>> found.name if found else None
    'inflow.STAGE'
    """
    return next((each for each in PARAMETERS if re.match(pattern(each.name), name)), None)


def with_parameter(
    assumptions: Assumptions, name: str, value: Any, *, areas: Iterable[str], source: str, at: Place | None = None
) -> Assumptions:
    """The assumptions with one parameter changed; figures that change are assumed, by ``source``; ``at`` says where it
    is written.

    ``population.scope`` is the share of their census area of all ``areas``. Raises ValueError for a name that is no
    parameter of people.

    >>> from xuewei.formats.population.assumptions import read_assumptions
    >>> with_parameter(read_assumptions(), "inflow.middle", 1.1, areas=[], source="test").inflow["middle"].value
    1.1
    """
    parameter = parameter_of(name)
    if parameter is None or parameter.of != "people":
        raise ValueError(f"{name!r} is no parameter of people")
    steps = parameter.steps(name.rpartition(".")[2])
    if parameter.put:
        return parameter.put(assumptions, steps, value, Cause(source, tuple(areas), at))
    changed: Assumptions = replaced(assumptions, steps, value, source, parameter.usual)
    return changed


def parameters(written: Plan | Assumptions) -> dict[str, object]:
    """Every value of a plan (apart from its schools and estates) or of assumptions by dotted name, with basis and source.

    >>> parameters(Plan("p", "甲", (), (2021, 2025)))["opening_lag"]
    1
    """
    hidden = {"schools", "optional"} | ({"estates"} if isinstance(written, Plan) else set())
    return {
        name_of(path): value
        for each in fields(written)
        if each.compare and each.name not in hidden  # where things are written says nothing of them
        for path, value in flat(getattr(written, each.name), each.name)
    }


def name_of(path: str) -> str:
    """The name that people know a value by, from the steps to it; where none differs, these.

    >>> name_of("fertility.births.2027"), name_of("scope.甲.share"), name_of("horizon")
    ('population.births.2027', 'population.scope.甲.share', 'horizon')
    """
    for each in (*PARAMETERS, *NAMED):
        if each.at and (key := _begins(path, each.at)) is not None:
            return ".".join([each.named(key), *path.split(".")[each.at.count(".") + 1 :]])
    return path


def called(name: str, lang: str) -> str:
    """What answers call a value by its name, or by the longest beginning of it that is called anything.

    >>> called("inflow.middle.basis", "zh"), called("costs.seat", "zh")
    ('区外生系数', '')
    """
    found = _longest(name, (each for each in (*PARAMETERS, *NAMED) if each.zh))
    return "" if found is None else found.zh if lang == "zh" else found.en


def told_apart(name: str) -> tuple[str, ...]:
    """The parts of a name that what it is called does not tell: its stage or year, its level where several parameters
    are called the same, and what follows.

    >>> told_apart("population.net_migration.2028"), told_apart("warning.red"), told_apart("horizon")
    (('2028',), ('red',), ())
    """
    found = _longest(name, (each for each in (*PARAMETERS, *NAMED) if each.zh))
    if found is None:
        return ()
    alike = {each.name.removesuffix(f".{YEAR}") for each in (*PARAMETERS, *NAMED) if each.zh == found.zh}
    begin = found.name.count(".") + (0 if found.per or len(alike) > 1 else 1)
    return tuple(name.split(".")[begin:])


def per_cent(name: str) -> bool:
    """Whether the value that a name begins with is a share, which people read as per cent.

    >>> per_cent("participation.kindergarten.2025"), per_cent("delivered_share"), per_cent("inflow.middle")
    (True, True, False)
    """
    found = _longest(name, PARAMETERS)
    return found is not None and (found.kind in (SHARE, SPREAD) or found.name == "participation.STAGE")


def _longest(name: str, among: Iterable[Parameter]) -> Parameter | None:
    """The parameter by whose name another name begins, the longest of several; None without one."""
    return max((each for each in among if _begins(name, each.name) is not None), key=_length, default=None)


def _length(parameter: Parameter) -> int:
    return len(parameter.name)


def _begins(name: str, known: str) -> str | None:
    """The stage or year in a name that begins as ``known``, or no text where that has neither; None where it begins
    otherwise."""
    steps = list(zip(known.split("."), name.split("."), strict=False))
    if len(steps) <= known.count(".") or any(one not in (STAGE, YEAR, other) for one, other in steps):
        return None
    return next((other for one, other in steps if one in (STAGE, YEAR)), "")


def flat(value: object, path: str) -> Iterator[tuple[str, object]]:
    """The single values inside, each with its path."""
    if isinstance(value, Figure | Series | Chances):
        yield from flat(value.value if isinstance(value, Figure) else value.values, path)
        yield f"{path}.basis", value.basis
        yield f"{path}.source", value.source
        if isinstance(value, Figure) and value.range:
            yield f"{path}.range", value.range
        if isinstance(value, Figure) and value.clause:
            yield f"{path}.clause", value.clause
        if isinstance(value, Figure) and value.on_record is not None:
            yield f"{path}.on_record", value.on_record
    elif is_dataclass(value):
        for each in fields(value):
            if each.compare:
                yield from flat(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from flat(each, f"{path}.{key}")
    elif isinstance(value, tuple) and all(isinstance(each, Stage) for each in value):
        for each in value:
            yield from flat(each, f"{path}.{each.name}")
    elif value is not None and value != ():
        yield path, value
