"""Words of holding a report against its inputs, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

VERIFY: dict[str, tuple[str, str]] = {
    "same": (
        "{file} 与它的 {n} 个输入文件一致（{made} 由 xuewei {version} {command} 生成）。",
        "{file} matches its {n} inputs (made on {made} by xuewei {version} {command}).",
    ),
    "changed": (
        "{file} 已与输入不符：{parts}（{made} 由 xuewei {version} {command} 生成）。",
        "{file} no longer matches its inputs: {parts} (made on {made} by xuewei {version} {command}).",
    ),
    "edited": (
        "{file} 的输入文件都没有变，它写的余缺却与它们算出的不同：报告改过，或由另一版本生成（{made} 由 xuewei {version} {command} 生成）。",
        "The inputs of {file} are as they were, but its balances are not those that they give: it was edited, or made by another version (made on {made} by xuewei {version} {command}).",
    ),
    "unknown": (
        "{file} 无从核对：它的输入文件{parts}（{made} 由 xuewei {version} {command} 生成）。",
        "{file} cannot be held against its inputs: {parts} (made on {made} by xuewei {version} {command}).",
    ),
    "part.changed": ("{n} 个改过（{names}）", "{n} changed ({names})"),
    "part.missing": ("{n} 个找不到（{names}）", "{n} not found ({names})"),
    "part.added": ("{n} 个当时还没有（{names}）", "{n} not there at that time ({names})"),
    "names.more": ("{names} 等", "{names} and others"),
    "join": ("，", ", "),
    "figures.same": (
        "按现在的文件重算，余缺一个数也没有变。",
        "Computed anew from the files as they are, no balance differs.",
    ),
    "figures.differ": (
        "按现在的文件重算，{n:,} 个余缺中 {changed:,} 个变了，变化最大的是 {year} 年{area}{stage}：{before} → {after}。",
        "Computed anew from the files as they are, {changed:,} of {n:,} balances differ, most of all {stage} in {area} {year}: {before} → {after}.",
    ),
    "figures.gone": ("其中 {n:,} 行现在没有了。", "{n:,} rows are no longer there."),
    "again": (
        "要按现在的文件重做：用同样的选项再执行 xuewei {command}。",
        "To make it anew from the files as they are: run xuewei {command} with the same options.",
    ),
    "version": (
        "它由 {made_by} 版生成，现在是 {now} 版：文件没变，数字也可能变，见 xuewei check --upgrade。",
        "It was made by version {made_by}, this is {now}: figures may change with the files as they were; see xuewei check --upgrade.",
    ),
    "looked": (
        "在 {folder} 里找输入文件；不在这里就写 --folder。",
        "Inputs were looked for in {folder}; --folder names another place.",
    ),
    "title": ("输入文件", "Inputs"),
    "file": ("文件", "file"),
    "state": ("状态", "state"),
    "then": ("当时", "then"),
    "now": ("现在", "now"),
    "state.same": ("一致", "same"),
    "state.changed": ("已改", "changed"),
    "state.missing": ("找不到", "not found"),
    "state.added": ("新增", "added"),
}

WORDS = Words(VERIFY)
say, named = WORDS.say, WORDS.named
