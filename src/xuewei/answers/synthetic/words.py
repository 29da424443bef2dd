"""Words of a synthetic country: what its files say of themselves, Chinese and English side by side."""

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
}  # fmt: skip

_ROOM = Words(SYNTHETIC)
say = _ROOM.say
