"""Sources as a reader of either language finds them: those of the shipped tables in English, a file by what it holds, and
a source that is written in Chinese alone as it is written, and said to be so."""

from __future__ import annotations

import re

from xuewei.language.words import Words, named
from xuewei.late import pattern

ENGLISH = {
    "全国": "the nation",
    "国家统计局 首次公布系列": "National Bureau of Statistics, series as first published",
    "国家统计局 修订系列": "National Bureau of Statistics, revised series",
    "国家统计局 修订系列（2020年人口普查后修订）": "National Bureau of Statistics, series revised after the 2020 census",
    "国家统计局 各级教育入园（万人）": "National Bureau of Statistics, entrants of kindergartens (10,000 persons)",
    "国家统计局 各级教育在园（万人）": "National Bureau of Statistics, children in kindergartens (10,000 persons)",
    "国家统计局 各级教育招生（万人）": "National Bureau of Statistics, entrants by stage (10,000 persons)",
    "国家统计局 各级教育在校生（万人）": "National Bureau of Statistics, pupils by stage (10,000 persons)",
    "国家统计局 中国2010年人口普查资料 表3-1": "National Bureau of Statistics, 2010 census of China, table 3-1",
    "国家统计局 中国2010年人口普查资料": "National Bureau of Statistics, 2010 census of China",
    "国家统计局 中国人口普查年鉴-2020": "National Bureau of Statistics, China census yearbook 2020",
    "2010年人口普查分县资料": "2010 census, tabulation by county",
    "2020年人口普查分县资料": "2020 census, tabulation by county",
    "2020年人口普查 0 岁人口（2019-11 至 2020-10 出生且普查时存活）": (
        "2020 census, persons aged 0 (born from 2019-11 to 2020-10 and alive at the census)"
    ),
    "盐湖区 2021 年末常住人口（印至百人）": "盐湖区, residents at the end of 2021 (printed to the hundred)",
    "2023年度盐湖区人口变动情况抽样调查主要数据": "盐湖区, sample survey of population change 2023, main figures",
    "2023年度盐湖区人口变动情况抽样调查主要数据：6807 + 84": (
        "盐湖区, sample survey of population change 2023, main figures: 6807 + 84"
    ),
    "2023年度盐湖区人口变动情况抽样调查主要数据：985495 − 19707": (
        "盐湖区, sample survey of population change 2023, main figures: 985495 − 19707"
    ),
    "运城市“十四五”教育改革发展规划": "education plan of 运城 for 2021–2025 (运城市“十四五”教育改革发展规划)",
    "规划只给出中心城区 246 所学校和幼儿园，未列现有学位与分学段在校生；写入实数即可替换": (
        "the plan tells of 246 schools and kindergartens in the city, and neither seats in use nor pupils by stage; "
        "write the true figures in their place"
    ),
}
"""Sources of the shipped tables and plan; those of other shipped figures stand beside them (``source_en``)."""

FILES = {
    "census": ("人口普查表", "census table"),
    "births": ("出生表", "table of births"),
    "totals": ("总人口表", "table of residents"),
    "enrolment": ("在校生表", "table of pupils"),
    "children": ("儿童登记表", "register of children"),
    "areas": ("区域变动表", "table of changes of areas"),
    "flows": ("跨区就学表", "table of flows"),
    "zones": ("学区表", "table of zones"),
    "schools": ("学校名册", "register of schools"),
    "bands": ("区间表", "table of bands"),
    "sites": ("备选点表", "table of sites"),
    "staff": ("在编人数表", "table of staff"),
    "estates": ("小区表", "table of estates"),
    "points": ("儿童住处表", "table of where children live"),
    "register": ("学校名册", "register of schools"),
    "assumptions": ("参数表", "set of assumptions"),
    "policy": ("政策表", "set of rules"),
    "plan": ("方案", "plan"),
}
"""What files hold, by their names without an ending: of the project's own and of those that come with the package."""
OTHER = ("数据文件", "file of data")

TITLES: dict[str, tuple[str, str]] = {
    "chinese": ("{source}", "“{source}” (in Chinese)"),
    "chinese.basis": ("{source}", "“{source}” (in Chinese; {basis})"),
    "file": ("项目自己的{what}（{file}）", "the project's own {what} ({file})"),
}

say = Words(TITLES).say
FILE = pattern(r"(?:[^\s/\\]+[/\\])*([^\s/\\]+)\.(?:csv|tsv|xlsx?|ods|ya?ml|parquet|json)", re.IGNORECASE)
"""A source that is the name of a file, and nothing else."""
CHINESE = pattern("[\u3400-\u9fff]")


def titled(source: str, lang: str, basis: str = "") -> str:
    """A source as readers are shown it, where nobody wrote its English beside it; with a word of its ``basis`` where it is
    in Chinese alone.

    >>> print(titled("2020年人口普查分县资料", "en"))
    2020 census, tabulation by county
    >>> print(titled("县统计年鉴 2024", "en", "published"), titled("births.csv", "en"), sep=" | ")
    “县统计年鉴 2024” (in Chinese; published) | the project's own table of births (births.csv)
    >>> print(titled("2020年人口普查分县资料", "zh"), titled("births.csv", "zh"))
    2020年人口普查分县资料 项目自己的出生表（births.csv）
    """
    file = FILE.fullmatch(source.strip())
    if file:
        what = FILES.get(file[1].lower(), OTHER)[lang == "en"]
        return say("file", lang, what=what, file=source.strip().replace("\\", "/").rpartition("/")[2])
    if lang == "zh" or not CHINESE.search(source):
        return source
    if source in ENGLISH:
        return ENGLISH[source]
    if basis:
        return say("chinese.basis", lang, source=source, basis=named("basis", basis, lang))
    return say("chinese", lang, source=source)
