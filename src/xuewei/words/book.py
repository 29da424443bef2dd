"""Words of the seat ledger as a workbook, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

BOOK: dict[str, tuple[str, str]] = {
    # sheets
    "sheet.notes": ("说明", "Notes"),
    "sheet.ledger": ("项目台账", "Ledger"),
    "sheet.seats": ("年度学位", "Seats"),
    "sheet.demand": ("需求预测", "Demand"),
    "sheet.balance": ("余缺表", "Balance"),
    "sheet.charts": ("图表", "Charts"),
    "sheet.progress": ("进度", "Progress"),
    "sheet.conversions": ("转学段", "Conversions"),
    "sheet.parameters": ("参数", "Parameters"),
    # columns of the ledger: what stands in the upper row of the head, and where it is split, in the lower one
    "column.number": ("序号", "no."),
    "column.id": ("编号", "id"),
    "column.name": ("项目名称", "project"),
    "column.area": ("区域", "area"),
    "column.stage": ("学段", "stage"),
    "column.type": ("学校类型", "type"),
    "column.works": ("建设性质", "works"),
    "column.planned": ("计划年度", "planned"),
    "column.opening_year": ("投用学年", "opening year"),
    "column.opens": ("写明", "written"),
    "column.opening": ("采用", "used"),
    "column.end": ("停用", "end"),
    "column.closes": ("撤销学年", "closes"),
    "column.until": ("临时末年", "until"),
    "column.fill": ("招生方式", "fill"),
    "column.size": ("规模", "size"),
    "column.classes": ("班数", "classes"),
    "column.streams": ("轨", "streams"),
    "column.seats": ("学位", "seats"),
    "column.cost_wan": ("投资（万元）", "cost (10,000 yuan)"),
    "column.founder": ("举办者", "founder"),
    "column.provision": ("办学性质", "provision"),
    "column.unit": ("责任单位", "responsible unit"),
    "column.person": ("责任人", "responsible person"),
    "column.due": ("完成时限", "due"),
    "column.status": ("当前阶段", "status"),
    "column.sign_off": ("销号状态", "sign-off"),
    "column.basis": ("依据", "basis"),
    "column.bases": ("其他依据", "other bases"),
    "column.note": ("备注", "note"),
    "column.computed": ("计算（公式）", "computed"),
    "column.counted": ("计入份额", "counted"),
    "column.all_grades": ("一次招满学位", "all at once"),
    "column.each_grade": ("逐年每级学位", "a grade a year"),
    "column.ends": ("终止学年", "ends"),
    "column.within": ("合规系数", "within caps"),
    # columns of other sheets
    "column.date": ("日期", "date"),
    "column.year": ("起始学年", "from year"),
    "column.from": ("原学段", "from stage"),
    "column.to": ("新学段", "to stage"),
    "column.turned": ("转换学位", "seats turned"),
    "column.key": ("键", "key"),
    "column.parameter": ("名称", "parameter"),
    "column.value": ("值", "value"),
    "column.unit_of": ("单位", "unit"),
    "column.source": ("来源与说明", "source"),
    # words of cells
    "works.removal": ("核减", "removal"),
    "sign_off.closed": ("已销号", "closed out"),
    "sign_off.ready": ("可销号", "ready"),
    "sign_off.open": ("未销号", "open"),
    "sign_off.none": ("—", "—"),
}  # fmt: skip

WORDS = Words(BOOK)
say, named = WORDS.say, WORDS.named
