"""Words of a synthetic country or district: what its files say of themselves, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

NATION = "合成全国"
"""What the sum of all synthetic areas is called."""
SOURCE = "合成 synthetic seed {seed}"
"""The source of every figure: one text for both languages, because it stands in the data."""

SYNTHETIC: dict[str, tuple[str, str]] = {
    "plan": ("合成国建设计划 2021–2027（synthetic）", "Synthetic plan 2021–2027"),
    "plan.head": (
        "合成数据：区域、人口和学校都是程序生成的，没有一个是真的。种子 {seed}。",
        "Synthetic: areas, people and schools are made by a program; none is real. Seed {seed}.",
    ),
    "base": ("合成 synthetic：2020 学年设为供需平衡", "synthetic: balanced in 2020"),
    "assumptions": (
        "合成数据的参数：只写与随附参数不同的；没有 scope，每个区域就是同名普查区的全部。",
        "Assumptions of synthetic data: only what differs from the shipped ones; without scope an area is all of the census area of its name.",
    ),
    "school": ("合成学校{number:04d}", "synthetic school {number:04d}"),
    "readme": (
        """# 合成数据 · synthetic data

**这里没有一个数字是真的。** 区域、人口、出生和学校全由程序生成，供试算与测速；不能用来说任何真实的地方。

    xuewei synth --areas {areas} --seed {seed} --schools {schools} --format {format} DIR

| 文件 | 内容 |
|---|---|
| `census.{format}` | {areas:,} 个合成区域和“{nation}”（其和）2010、2020 年普查，分性别、五岁组 |
| `births.{format}` | 各区域 2011–2023 年出生；“{nation}”2000–2023 年 |
| `totals.{format}` | 各区域 2021–2023 年末总人口 |
| `assumptions.yaml` | 与随附参数不同的部分 |
| `plan.yaml` | {schools:,} 所合成学校，按区域人口分布 |

形状取自随附的全国与盐湖区普查，再逐区变化：规模（对数正态，中位数约 40 万）、年轻程度、20–39 岁的迁入、出生走势。每行依据为 assumed，来源为“{source}”。
同一种子得到同样的文件；区域少的一次，前面的区域相同。试算：`xuewei gap --plan plan.yaml --year 2030`。
""",
        """# Synthetic data · 合成数据

**No figure here is real.** Areas, people, births and schools are made by a program, for trials and for measuring speed; they say nothing of any real place.

    xuewei synth --areas {areas} --seed {seed} --schools {schools} --format {format} DIR

| file | holds |
|---|---|
| `census.{format}` | censuses of 2010 and 2020 of {areas:,} synthetic areas and of {nation}, their sum, by sex and five-year group |
| `births.{format}` | births of every area 2011–2023, of {nation} 2000–2023 |
| `totals.{format}` | everybody in every area at the end of 2021, 2022 and 2023 |
| `assumptions.yaml` | what differs from the shipped assumptions |
| `plan.yaml` | {schools:,} synthetic schools, spread over the areas by people |

Shapes are those of the shipped censuses of the nation and of 盐湖区, varied area by area: size (log-normal, median about 400,000), youth, arrivals at 20–39, the course of births. Every row is assumed, its source "{source}".
The same seed gives the same files; a run with fewer areas has the same first ones. Try `xuewei gap --plan plan.yaml --year 2030`.
""",
    ),
    "district.plan": ("合成区学位计划 {first}–{last}（synthetic，虚构）", "Synthetic district {first}–{last}, made up"),
    "district.head": (
        "合成数据：学区、学校、学生和儿童都是程序生成的，没有一个是真的。",
        "Synthetic: zones, schools, pupils and children are made by a program; none is real.",
    ),
    "district.closes": ("{old} 撤销，学生并入 {heir}", "{old} closes, its pupils go to {heir}"),
    "district.assumptions": (
        """# 合成数据的参数：只写与随附参数不同的。种子 {seed}。
warning:
  entry:
    blue: {{value: 0.7, unit: ratio, basis: assumed, source: 虚构的例子：不足七成为空余过多；没有公布的标准, source_en: "made-up example: under 0.7 too many places are empty; no standard is published"}}
""",
        """# Assumptions of synthetic data: only what differs from the shipped ones. Seed {seed}.
warning:
  entry:
    blue: {{value: 0.7, unit: ratio, basis: assumed, source: 虚构的例子：不足七成为空余过多；没有公布的标准, source_en: "made-up example: under 0.7 too many places are empty; no standard is published"}}
""",
    ),
    "district.estates": (
        "| `population/estates.{format}` | {n:,} 个新小区：套数或面积、类型、竣工、入住、坐标 |\n",
        "| `population/estates.{format}` | {n:,} new estates: dwellings or floor area, kind, completion, how they fill, coordinates |\n",
    ),
    "district.sites": (
        "| `sites.csv` | {n:,} 处备选校址：学位、造价（万元）、最早投用、坐标 |\n",
        "| `sites.csv` | {n:,} sites for a school: seats, cost (10,000 yuan), first year open, coordinates |\n",
    ),
    "district.readme": (
        """# 合成数据：一个区的学校 · a synthetic district

**这里没有一个数字是真的。** 学区、学校、坐标、学生、出生与儿童登记全由程序生成，供试算与测速；不能用来说任何真实的地方。

    xuewei synth --zones {zones} --schools {schools} --areas {areas} --pupil-years {years} --estates {estates} --sites {sites} --seed {seed} --format {format} DIR

| 文件 | 内容 |
|---|---|
| `plan.yaml` | 方案：所列学校的学位为现有学位；有一所新建，一所撤并 |
| `schools.csv` | 学校名册：{schools:,} 所，分年级班数、学区、办学性质、教室数、坐标 |
| `population/enrolment.{format}` | 各校 {first}–{last} 学年分年级在校生与班数 |
| `population/births.{format}` | 各学区 2011–2025 年出生，合计为区域的 |
| `population/children.{format}` | 各学区 {last} 年 8 月 31 日户籍、随迁儿童，按入学批次 |
| `population/zones.{format}` | {zones:,} 个学区属于哪个区域、中心坐标 |
| `population/staff.{format}` | {last} 年各校在编人数，各区域以后九年的退休人数 |
| `population/points.csv` | 每个学区 5–8 个居住点：分学段的适龄儿童、坐标 |
{places}| `population/assumptions.yaml` | 与随附参数不同的部分 |

出生的走势取自全国公布数，再逐学区变化；六分之一的学区迁入多，新小区有一半在那里。每行依据为 assumed，来源为“{source}”。同一种子得到同样的文件。
试算：`xuewei warn --plan plan.yaml --from 2027`。
""",
        """# A synthetic district · 合成数据

**No figure here is real.** Zones, schools, coordinates, pupils, births and registers of children are made by a program, for trials and for measuring speed; they say nothing of any real place.

    xuewei synth --zones {zones} --schools {schools} --areas {areas} --pupil-years {years} --estates {estates} --sites {sites} --seed {seed} --format {format} DIR

| file | holds |
|---|---|
| `plan.yaml` | the plan: seats in use are those of the listed schools; a school is built and another merged |
| `schools.csv` | the register: {schools:,} schools, classes by grade, zones, provision, rooms, coordinates |
| `population/enrolment.{format}` | pupils and classes of every school by grade, school years {first}–{last} |
| `population/births.{format}` | births of every zone 2011–2025, and of their areas, the sum |
| `population/children.{format}` | children of the household register and of migrants on 31 August {last}, by zone and entry |
| `population/zones.{format}` | which area each of {zones:,} zones is part of, and where its middle lies |
| `population/staff.{format}` | staff of every school in {last}, and who retires in each area in the nine years after |
| `population/points.csv` | 5 to 8 places of every zone where children live: children by stage, coordinates |
{places}| `population/assumptions.yaml` | what differs from the shipped assumptions |

Births follow the published course of the nation, varied zone by zone; people move to one zone in six, and half of the new estates are there. Every row is assumed, its source "{source}". The same seed gives the same files.
Try `xuewei warn --plan plan.yaml --from 2027`.
""",
    ),
}  # fmt: skip

_ROOM = Words(SYNTHETIC)
say = _ROOM.say
