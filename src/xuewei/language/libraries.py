"""Sentences of the libraries that read a file or a command line, in Chinese, and how click and typer come to say them."""

from __future__ import annotations

import errno
import gettext
import os
import re
import sys

from xuewei.late import pattern

COMMAND_LINE: dict[str, str] = {
    "Usage:": "用法:",
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "(dynamic)": "（随情况而定）",
    "Show this message and exit.": "显示本说明",
    "Aborted!": "已中止。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "说明见 {command} {option}",
    "Missing command.": "没有写命令。",
    "No such command {name!r}.": "没有命令 {name}。",
    "No such option: {name}": "没有选项 {name}。",
    "No such option {name!r}.": "没有选项 {name}。",
    "Did you mean {possibility}?": "是否想写 {possibility}？",
    "(Possible options: {possibilities})": "（相近的：{possibilities}）",
    "(Did you mean one of: {possibilities}?)": "（相近的：{possibilities}）",
    "Got unexpected extra argument ({args})": "多出一个参数：{args}",
    "Got unexpected extra arguments ({args})": "多出几个参数：{args}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "Missing {param_type}": "缺少 {param_type}",
    "Invalid value: {message}": "不能用这个值：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}：{message}",
    "Could not open file {filename!r}: {message}": "打不开 {filename}：{message}",
    "unknown error": "原因不明",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name} 不带值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要写 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "要写 {nargs} 个值，只有 1 个。",
    "Takes {nargs} values but {len} were given.": "要写 {nargs} 个值，有 {len} 个。",
    "{value!r} is not a valid {number_type}.": "不是有效的数（实为 {value}）",
    "{value} is not in the range {range}.": "应在 {range} 之内（实为 {value}）",
    "{value!r} is not a valid boolean. Recognized values: {states}": "应为 {states} 之一（实为 {value}）",
    "{value!r} is not a valid boolean.": "应为 true 或 false（实为 {value}）",
    "{value!r} is not {choice}.": "应为 {choice}（实为 {value}）",
    "{value!r} is not one of {choices}.": "应为 {choices} 之一（实为 {value}）",
    "Value must be an iterable.": "应为几个值。",
}
"""What click and typer say about a command line, by their own English: their catalogue of Chinese."""

PARSERS: dict[str, str] = {
    # YAML, by libyaml
    "mapping values are not allowed in this context": "这里不能再有“键: 值”，多半是缩进不对，或文字里有冒号而没有加引号",
    "mapping keys are not allowed in this context": "这里不能有键，多半是缩进不对",
    "block sequence entries are not allowed in this context": "这里不能有“- ”开头的一项，多半是缩进不对",
    "could not find expected ':'": "键后面缺少冒号",
    "did not find expected key": "这里应是一个键，多半是缩进不对，或前面少了引号",
    "did not find expected '-' indicator": "这里应是“- ”开头的一项，多半是缩进不对",
    "did not find expected ',' or ']'": "方括号没有写完：缺少“,”或“]”",
    "did not find expected ',' or '}'": "花括号没有写完：缺少“,”或“}”",
    "did not find expected node content": "这里缺少一个值",
    "did not find expected <document start>": "前面的内容已经结束，这里多出来了",
    "did not find expected comment or line break": "这里应换行",
    "found character that cannot start any token": "不能以这个字符开头（制表符、@、`、% 等）：缩进用空格，文字加引号",
    "found a tab character that violates indentation": "缩进用了制表符：请用空格",
    "found a tab character where an indentation space is expected": "缩进用了制表符：请用空格",
    "found unexpected end of stream": "引号没有写完",
    "found unexpected document indicator": "引号没有写完",
    "found unknown escape character": "双引号里有不认识的反斜杠写法：改用单引号",
    "did not find expected hexdecimal number": "双引号里的反斜杠写法不完整",
    "found unexpected ':'": "文字里有冒号：请加引号",
    "found an indentation indicator equal to 0": "“|”或“>”后面的缩进数不能是 0",
    "did not find expected alphabetic or numeric character": "“&”或“*”后面缺少名字：文字以它们开头时请加引号",
    "found undefined tag handle": "以“!”开头的文字请加引号",
    "did not find expected whitespace or line break": "这里应有空格或换行",
    "control characters are not allowed": "有控制字符",
    # JSON
    "Expecting value": "这里缺少一个值",
    "Expecting property name enclosed in double quotes": "这里应是双引号里的键",
    "Expecting ':' delimiter": "键后面缺少冒号",
    "Expecting ',' delimiter": "缺少逗号",
    "Extra data": "后面多出了内容",
    "Unterminated string starting at": "引号没有写完",
    "Invalid control character at": "文字里有控制字符",
    "Invalid \\escape": "不认识的反斜杠写法",
    "Illegal trailing comma before end of object": "末尾多了一个逗号",
    "Illegal trailing comma before end of array": "末尾多了一个逗号",
    # CSV
    "unexpected end of data": "引号没有写完",
    "line contains NUL": "有空字符",
}
"""What the parsers of YAML, JSON and CSV say is wrong, by their own English."""

_LIKE: tuple[tuple[re.Pattern[str], str], ...] = (
    (pattern(r"'(.)' expected after '(.)'"), "引号之后应是 {0}"),
    (pattern(r"field larger than field limit \((\d+)\)"), "一格超过 {0} 个字符"),
    (pattern(r"found character '(.+)' that cannot start any token"), "不能以 {0} 开头：缩进用空格，文字加引号"),
    (pattern(r"(?:unacceptable|special) character.*"), "有控制字符"),
    (pattern(r"expected <block end>, but found .*"), "这里的缩进与前面不一致"),
)

SYSTEM: dict[int, str] = {
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许",
    errno.ENOENT: "没有这个文件或目录",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EISDIR: "是目录",
    errno.EEXIST: "已存在",
    errno.ENOTEMPTY: "目录不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件过大",
    errno.EROFS: "只读的文件系统",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "读写设备出错",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EBUSY: "正被占用",
    errno.EINVAL: "系统不接受",
    errno.EPIPE: "读取的一方已关闭",
    errno.ENXIO: "没有这个设备",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ETIMEDOUT: "超时",
}
"""What the system says about a file, by its number."""

_JOINTS = (
    (pattern(r"^(缺少\S+ )'([^']*)'\.?"), r"\1\2。"),
    (pattern(r"^'([^']*)'："), r"\1："),
    (pattern(r"^(没有选项 \S+。) "), r"\1"),
    (pattern(r"应在 ([-\d.]+)<=x<=([-\d.]+) 之内"), r"应在 \1 至 \2 之间"),
    (pattern(r"应在 x>=([-\d.]+) 之内"), r"应至少为 \1"),
)
"""Where click joins sentences with quotes, full stops and spaces of its own."""


def reason(why: str, lang: str) -> str:
    """Why a file cannot be read or written, as a library or the system says it, in the language of the reader.

    A sentence that is not known stays as it is.

    >>> reason("did not find expected ',' or ']'", "zh"), reason("Permission denied", "zh"), reason("npz", "zh")
    ('方括号没有写完：缺少“,”或“]”', '没有权限', 'npz')
    """
    if lang != "zh":
        return why
    if why in PARSERS:
        return PARSERS[why]
    for like, words in _LIKE:
        found = like.fullmatch(why)
        if found:
            return words.format(*found.groups())
    system = {os.strerror(number): words for number, words in SYSTEM.items()}
    return system.get(why, why)


def speak(lang: str) -> None:
    """Let click and typer say usage, names of sections and faults of a command line in ``lang``: zh, or en, which they are.

    Both ask gettext and ship no catalogue. One of ours would be found by the language of the environment, which is not
    that of the run and which children such as git inherit: so the two functions by which each of their modules asks are
    replaced.
    """
    for name, module in sys.modules.copy().items():
        if name.partition(".")[0] in ("click", "typer"):
            for word, own, theirs in (
                ("_", _in_chinese, gettext.gettext),
                ("ngettext", _number_in_chinese, gettext.ngettext),
            ):
                if getattr(module, word, None) in (own, theirs):
                    setattr(module, word, own if lang == "zh" else theirs)


def _in_chinese(sentence: str) -> str:
    return COMMAND_LINE.get(sentence, sentence)


def _number_in_chinese(one: str, several: str, n: int) -> str:
    return _in_chinese(one if n == 1 else several)


def smooth(message: str) -> str:
    """A Chinese sentence as click has put it together, without the marks of English between its parts.

    >>> smooth("缺少参数 'ID'."), smooth("'--draws'：应在 1<=x<=100000 之内（实为 0）")
    ('缺少参数 ID。', '--draws：应在 1 至 100000 之间（实为 0）')
    """
    for joint, better in _JOINTS:
        message = joint.sub(better, message)
    return message
