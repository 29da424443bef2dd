"""Words of importing tables of people, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.people_faults import TABLES_OF_PEOPLE
from xuewei.language.words import Words

PEOPLE: dict[str, tuple[str, str]] = {
    # what a table was understood to be
    **{f"people.kind.{kind}": words for kind, words in TABLES_OF_PEOPLE.items()},
    "people.understood": ("{file} 是{kind}表：{rows:,} 行 → {path}", "{file} holds {kind}: {rows:,} rows → {path}"),
    "people.first": ("前 {n} 行如下，其余 {more:,} 行从略。", "The first {n} rows; {more:,} more are not shown."),
    "people.sum": ("{what} {persons}", "{what} {persons}"),
    "people.listed": ("、", ", "),
    "people.year": ("{year} 年", "{year}"),
    "people.school_year": ("{year} 学年", "{year}"),
    "people.sums_more": ("等，另有 {n} 项", "and {n} more"),
    "people.added": ("合计：{sums}。", "In sum: {sums}."),
    "people.whence": ("basis：{basis}；source：{source}。", "basis: {basis}; source: {source}."),
    "people.male": ("男", "male"),
    "people.female": ("女", "female"),
    "people.column.area": ("区域", "area"),
    "people.column.sex": ("性别", "sex"),
    "people.column.age_from": ("起", "age from"),
    "people.column.age_to": ("止（岁）", "to"),
    "people.column.age": ("年龄", "age"),
    "people.column.birth_year": ("出生年", "birth year"),
    "people.column.persons": ("人数", "persons"),
    "people.column.date": ("日期", "date"),
    "people.column.year": ("年份", "year"),
    "people.column.school_year": ("学年", "school year"),
    "people.column.births": ("出生", "births"),
    "people.column.stage": ("学段", "stage"),
    "people.column.grade": ("年级", "grade"),
    "people.column.pupils": ("学生", "pupils"),
    "people.column.kind": ("登记", "register"),
    # what is left out or taken
    "people.sums": ("{n} 格合计已与各部分核对，不写入：{cells}。", "sums, held against their parts and left out ({n}): {cells}."),
    "people.unequal": ("合计与各部分之和不符：写 {shown}，各部分之和 {true}；写入的是各部分。", "is not the sum of its parts: it says {shown}, they come to {true}; the parts are written."),
    "people.sums_alone": ("{n} 格合计没有各部分可核对，不写入：{cells}。", "sums whose parts are not there, left out ({n}): {cells}."),
    "people.masked": ("{n} 格没有公布数字，不写入：{cells}。", "cells that hide their number, left out ({n}): {cells}."),
    "people.sexes": ("{n} 处按男女相加：{cells}。", "men and women are added up ({n}): {cells}."),
    "people.one_sex": ("{n} 处只有男或女一项，不写入：{cells}。", "cells of one sex alone, left out ({n}): {cells}."),
    "people.lines": ("未读 {n} 行文字：{cells}。", "lines of text, not read ({n}): {cells}."),
    "people.sheets_left": ("未读的工作表：{sheets}；要读请用 --sheet。", "sheets that are not read: {sheets}; --sheet reads one."),
    "people.columns_left": ("未读的列：{columns}；要读请用 --map 列名=键。", "columns that are not read: {columns}; map them with --map TITLE=KEY."),
    "people.area_taken": ("没有区域列，按 {area}；是别处请用 --area。", "no column names an area: taken for {area}; --area names another."),
    "people.year_taken": ("按 {year} 年（出自“{text}”）；不是请用 --year。", "taken for {year} (from “{text}”); --year names another."),
    "people.year_other": ("按 {year} 年，而表上写的是 {other}（“{text}”）。", "taken for {year}, though the table says {other} (“{text}”)."),
    "people.rows_left": ("未读 {n} 行别的指标：{cells}。", "rows of other figures, not read ({n}): {cells}."),
    "people.day_taken": ("按 {day}（出自“{text}”）。", "taken for {day} (from “{text}”)."),
    "people.day_made": ("只写了 {year} 年，按 {day}；不是请在对应文件的 defaults 里写 date。", "only the year {year} is written: taken for {day}; a mapping may say another date among its defaults."),
    "people.stage_left": ("方案与人口目录没有学段 {stage}，不写入。", "the plan and its people have no stage {stage}: left out."),
    "people.zones_summed": ("{zones} 的在校生并为 {area}（在校生按区域记）。", "pupils of {zones} are added up to {area}, for the record is of areas."),
    "people.zones_beside": ("{area} 有自己的在校生，{zones} 的不写入。", "{area} has pupils of its own: those of {zones} are left out."),
    "people.zones_differ": ("{area} {year} 学年（{stage}）各学区合计 {parts}，不等于 {whole}，按 {whole} 写入。", "zones of {area} come to {parts} in {year} ({stage}), not to {whole}, which is written."),
    "people.zones_hidden": ("{area} {year} 学年（{stage}）{grade} 年级没有 {zones} 的，不写入。", "grade {grade} of {area} in {year} ({stage}) is left out, for {zones} lacks it."),
    "people.areas_new": ("方案与人口目录里没有 {areas}；照写。", "{areas}: no area or zone of the plan or its people; written as they are."),
    # questions
    "people.ask": ("{name} = ", "{name} = "),
}  # fmt: skip

WORDS = Words(PEOPLE)
say, named = WORDS.say, WORDS.named
