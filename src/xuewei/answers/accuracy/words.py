"""Words of what is estimated for a forecast by grades, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words
from xuewei.tables.words import TABLES

FIT: dict[str, tuple[str, str]] = {
    # what is estimated
    "part": ("部分", "part"),
    "part.entry": ("入学", "entrants"),
    "part.grades": ("升级", "grades"),
    "part.whole": ("全学段", "whole stage"),
    "per": ("相对于", "per"),
    "source.births": ("出生", "births"),
    "source.before": ("下一级上年", "grade below"),
    "source.entrants": ("历年入学", "its entrants"),
    "source.itself": ("本级上年", "itself"),
    # table of choices
    "choices": ("选定的方式 · {origin} 年", "What was chosen · {origin}"),
    "smoothing": ("新年权重", "newest year"),
    "pooling": ("合并", "pooling"),
    "damping": ("趋势", "trend kept"),
    "loss": ("误差", "loss"),
    "judged": ("评判数", "judged"),
    "as_good": ("同样好", "as good"),
    "of": ("{n}/{of}", "{n} of {of}"),
    "moved": ("{then} → {now}", "{then} → {now}"),
    # tables of ratios
    "ratios": ("{stage}的比率 · {origin} 年，用于 {next} 年", "Ratios of {stage} · {origin}, for {next}"),
    "ratio": ("比率", "ratio"),
    "error": ("标准误", "s.e."),
    "interval": ("95% 区间", "95% interval"),
    "miss": ("隔年偏离", "missed by"),
    "trend": ("年趋势", "trend"),
    "window": ("数据年份", "window"),
    "years": ("年数", "years"),
    "broken": ("异常年", "broken"),
    "then": ("上年估计", "year before"),
    "change": ("变动", "change"),
    "common": ("共同部分", "common"),
    "local": ("本地部分", "local"),
    "spread": ("各区域", "areas"),
    "all": ("全部区域", "all areas"),
    "new": ("新", "new"),
    # table of weights
    "weights": ("全学段各种推法的权重 · {origin} 年", "What each way to forecast a whole stage counts · {origin}"),
    "lead.nth": ("第 {n} 年", "year {n}"),
    "lead.error": ("第 {n} 年误差", "error, year {n}"),
    # notes
    "note.weights": (
        "权重是推算：各种推法在往年的误差（均方根，最多 {years} 年）平方之倒数，连同前后一年的；先当作已有 4 年误差相同。第 5 年以后照第 5 年。",
        "Weights are derived: the inverse of the squared errors in past years (root mean square, at most {years} years), with those of the years beside, as if all had erred alike in four years before. Later years are as the fifth.",
    ),
    "note.ratio": (
        "比率＝在校生÷来源，用于起点后第一年（水平×趋势）；标准误与区间由逐年刀切（每次去掉一年重估，选定的方式不变）得出，说的是比率，不是预测的误差；只用最近一年的，只凭一步之差，区间很宽。隔年偏离：各年比率与上一年所预计的相差多少（均方根）。",
        "A ratio is pupils over their source, for the first year after the origin (level × trend). Standard errors and intervals are a jackknife over years (refitted without each year, choices held); they speak of the ratio, not of the error of a forecast; where the newest year stands alone they rest on one step and are wide. Missed by: how far ratios lay off what was expected a year before (root mean square).",
    ),
    "note.choices": (
        "新年权重：0 各年相同，1 只用最近一年；合并：0 各区域独立，1 共用一个比率；趋势：逐年留下的份额。误差以在校生÷√在校生计；同样好：与最好的相差不到一个标准误的（方式；合并权重）。",
        "Newest year: 0 weighs all years alike, 1 keeps the newest alone; pooling: 0 keeps areas apart, 1 has one ratio for all; trend kept: the share that lasts a year. Loss is in pupils over √pupils; as good: within one standard error of the best (ways; weights of pooling).",
    ),
    "note.way.apart": (
        "有几个区域的，水平＝共同部分×本地部分：共同部分是全部区域合起来的比率：各区域各走各的，就取新年权重 0、0.3、0.6、1 四种的平均；一起变的，照一个区域的办法；都有的，按份额。“选定的方式”说的是本地部分，趋势是共同部分的。合并为 1 的，各区域不分，本地部分都是 1。",
        "Where there are several areas, level = common × local. The common part is the ratio of all areas together: the mean of four weights of the newest year (0, 0.3, 0.6, 1) where areas go their own ways, as of a single area where they change together, both by their shares otherwise; what was chosen is how the local part follows, the trend is that of the common part. With pooling 1 areas are not told apart, and every local part is 1.",
    ),
    "note.parts": (
        "本地部分后面是它的标准误，全部区域一行的标准误是共同部分的。",
        "The local part has its standard error beside it; that of the common part stands in the row of all areas.",
    ),
    "note.way.itself": (
        "相对于“本级上年”的入学：第一年回到本区域历年所占的份额（新年权重 0.3）和全部入学的平均水平，以后每年按历年平均变动走，只按它过去应验的程度计。",
        "Entrants per “itself”: in the first year an area comes back to its usual share of all entrants (newest year 0.3) and all of them to their mean level; after that they change by the mean of past years, as far as that was borne out before.",
    ),
    "yields.title": ("每 100 户入住住宅的学生（本地小区）", "Pupils per 100 dwellings lived in, by one's own estates"),
    "yields.estates": ("小区", "estates"),
    "yields.dwellings": ("入住套数", "lived in"),
    "yields.pupils": ("学生", "pupils"),
    "yields.own": ("本地", "own"),
    "yields.usual": ("现用", "assumed"),
    "yields.weight": ("本地的权重", "weight of own"),
    "yields.yield": ("估计", "estimate"),
    "yields.how": ("本地 = 学生 ÷ 入住套数（各年平均）；± 是标准误，由小区之间的差异（逐个留出；一个小区与另一个的相对差异先当作 {between:g}，{between_basis}；estates.estate_spread，相当于 {prior} 个小区）和学生数本身得出。估计 = 本地与现用的加权平均，各按误差平方的倒数；现用的相对误差作 {spread:g}（{spread_basis}；estates.yield_spread）。", "Own = pupils ÷ dwellings lived in (means of years); ± is the standard error, of how estates differ (each left out in turn; before that one is taken to differ from another by {between:g}, {between_basis}; estates.estate_spread, as much as {prior} estates say) and of counting the pupils. The estimate weighs own and assumed by the inverse of their squared errors; that of the assumed figure is taken as {spread:g} of it ({spread_basis}; estates.yield_spread)."),
    "yields.of": ("{name}（{years} 年）", "{name} ({years})"),
    "yields.unlived": ("没有计入：{estates}有学生，但按入住曲线还没有人住，又没有写入住套数：在 estate_pupils.csv 写 occupied。", "Not counted: {estates}, with pupils though by the course nobody lives there yet, and no dwellings lived in are written: write occupied in estate_pupils.csv."),
    "yields.silent": ("没有计入：{stages}没有每百户学生数可以对照，写 estates.yields.{first}。", "Not counted: {stages}, for which no pupils per 100 dwellings are assumed: write estates.yields.{first}."),
    "yields.guessed": ("{n} 个小区没有写入住套数（occupied），按入住曲线算：本地的数因此也是推算。", "Estates whose dwellings lived in are not counted (occupied) follow the course, so that what they show is derived: {n}."),
    "yields.write": ("要用这些估计，写进目录的 assumptions.yaml：estates 的 yields，如 {stage}: {{values: {{1: {value:g}}}, basis: derived, source: …}}。", "To use these estimates, write them under yields of estates in the folder's assumptions.yaml, such as {stage}: {{values: {{1: {value:g}}}, basis: derived, source: …}}."),
    "note.way.steady": (
        "到了上学年龄、只有一个区域的，相对于“出生”的入学取新年权重 0 和 0.3 两种的平均，不带趋势：人人都要来上学，比率的变动多半是偶然、迁移和出生数的修订。",
        "Entrants per births of a single area, of an age at which all go to school, follow the mean of two weights of the newest year (0, 0.3) without a trend: everybody has to come, and what changes the ratio is chance, moves and revised births.",
    ),
    "note.window": (
        "数据年份是有比率的首末年；异常年已少计；全部区域一行里，一个区域异常就算一年。",
        "The window is the first and last year with a ratio on record; broken years are trusted less; in rows of all areas a year counts as broken where any area is.",
    ),
    "note.moved": (
        "变动：与 {earlier} 年当时的估计相比（只用当时已知的数，出生的修订也在变动里）；当时没有的写“新”。",
        "Change: against what was estimated in {earlier} with what was known then (revisions of births are part of it); new where there was none.",
    ),
    "note.first": ("此前没有在校生，无从比较。", "No pupils are on record before, so nothing can be compared."),
    "note.spread": (
        "区域多于 {most} 个：屏幕上是全部区域合并的比率与各区域的最小–中位–最大；--format json、csv 逐区域列出，--area 选区域。",
        "More than {most} areas: the screen has the ratio of all together and least–middle–most of the areas; --format json and csv list each, --area picks.",
    ),
}  # fmt: skip

WORDS = Words({**TABLES, **FIT})
say, named = WORDS.say, WORDS.named
