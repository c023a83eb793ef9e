"""Numbers as Chinese official documents print them: where they stand, what they are worth, what unit follows.

Known forms: 1234.56, 1,234.56, １２３４．５６, 三百二十人, 壹佰贰拾元, 百分之九十八, 12.5%, -1.1%, 3 120.40 (a scan's
space), 8OO.00 (a scan's letters); 2024年5月14日, 2024-12-31, 1-12月, 〔2021〕24号, 0734-1234567.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Full-width forms and their like, one character for one, so that offsets stay.
_PLAIN = str.maketrans(
    {
        **{chr(ord("０") + n): str(n) for n in range(10)},
        **dict(zip("．，％－—﹣−‐‑‒–：；（）＋／～", ".,%--------:;()+/~", strict=True)),
    }
)
_SCAN_LETTERS = str.maketrans("lIOoB", "11008")  # letters a scan gives for digits

_MEASURES = (
    "个百分点|人次|批次|场次|户次|车次|平方米|平方公里|公里|公顷|千米|立方米|千瓦时|小时|分钟|周岁|股室|乡镇|行政村|"
    "元|人|名|个|家|项|件|批|场|户|亩|米|吨|盏|座|起|期|只|头|羽|笔|条|篇|本|册|套|台|辆|宗|处|份|分|天|岁|类|"
    "村|镇|所|间|张|片|幢|栋|次|门|支|队|卷|箱|株|公斤|斤|升|度|级|种|组|对|位|届|轮|口|孔|㎡|m2|km|学位|床"
)
# Blanks are matched possessively (*+): tried again and again, a long run of them would cost its length squared.
_UNIT = re.compile(
    rf"[\s　]*+(?:多|余)?[\s　]*+"
    rf"(万[\s　]*亿[\s　]*元|千万[\s　]*元|百万[\s　]*元|亿[\s　]*元|万[\s　]*元|千[\s　]*元|百[\s　]*元|%|‰"
    rf"|(?:万|亿|千|百)?(?:{_MEASURES})|万|亿)"
)
_NUMBER = re.compile(
    r"(?<![\dA-Za-z.])"
    r"(?:"
    r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?"  # 1,234.56
    r"|[\dlIOoB]{1,3}(?:[ \xa0\u2009\u202f][\dlIOoB]{3}){1,4}\.[\dlIOoB]+(?![A-Za-z\d])"  # 3 120.40: a scan's space
    r"|[1-9]\d{0,2}(?:[ \xa0\u2009\u202f]\d{3}){1,4}(?=\s*+(?:亿|百万|万|千)?(?:元|人))"  # 1 206 400元
    r"|\d+\.\d+(?![A-Za-z\d])"
    r"|[\dlIOoB]+\.[\dlIOoB]+(?![A-Za-z\d])"  # 243.B5
    r"|\d+"
    r")"
)
_CHAINED = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s*+([亿万])\s*+(\d+(?:\.\d+)?)\s*+([万千百]?)\s*+元")  # 12万5千元
_DIGIT = re.compile(r"\d")
_SEPARATORS = re.compile(r"[,\s]")
_SPACE = re.compile(r"\s")
_UNITS_WORTH = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100), "": Decimal(1)}
_SCANNED_COUNT = re.compile(r"(?<![\dA-Za-z.])(?=[lIO]*\d)(?=\d*[lIO])[\dlIO]{2,}(?![A-Za-z\d.])")
_HAN_DIGITS = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_MAY_HOLD = re.compile(rf"[\dlIOoB{_HAN_DIGITS}]")  # what every pattern here needs one of
_HAN_NUMBER = re.compile(rf"[{_HAN_DIGITS}]+点[零一二三四五六七八九]+[万亿]?|[{_HAN_DIGITS}]{{2,}}")
_HAN_PERCENT = re.compile(rf"百分之([{_HAN_DIGITS}]+(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)")
_HAN_PLACE = re.compile(r"[十百千万亿拾佰仟]")

_NOT_QUANTITIES = (
    (
        "reference",
        re.compile(r"[\[〔【(]\s*+(?:19|20)\d\d\s*+[\]〕】)]\s*+(?:第?\s*+\d+\s*+号)?|第\s*+\d+\s*+[号条款期届]"),
    ),
    ("contact", re.compile(r"(?<![\d.])(?:0\d{2,3}-\d{3,8}[\dX×*]*|1[3-9]\d{9})(?![\d.])")),
    (
        "date",
        re.compile(
            r"(?<!\d)(?:(?:19|20)\d\d\s*+(?:[-~至—]{1,2}\s*+(?:19|20)\d\d)?\s*+年(?:度|初|末|底|中)?"
            r"(?:\s*+\d{1,2}\s*+(?:[-~至]\s*+\d{1,2}\s*+)?月(?:份|底|初|末)?(?:\s*+\d{1,2}\s*+日)?)?"
            r"|(?:19|20)\d\d\s*+[-/.]\s*+\d{1,2}\s*+[-/.]\s*+\d{1,2}(?:\s+\d{1,2}:\d\d)?(?!\d)"
            r"|(?:19|20)\d\d-(?:19|20)\d\d(?!\d)"
            r"|(?<![\d.])\d{1,2}\s*+(?:[-~至]\s*+\d{1,2}\s*+)?月(?:份|底|初|末|上旬|中旬|下旬)?(?:\s*+\d{1,2}\s*+日)?)"
            r"|[一二三四五六七八九〇零]{4}年"
            r"|(?<![\d.,])(?:19|20)\d\d(?=(?:预算|决算|部门|全年|收入|支出|年初|度))"
        ),
    ),
)
_NUMBERING = re.compile(
    r"^[\s　]*+(?:[-•●·]\s*+)?(?:[（(]\s*+(\d{1,2})\s*+[）)]"
    r"|(\d{1,2})\s*+(?:[、．)）]|\.(?!\d))|(\d{1,2})(?=[\u4e00-\u9fff]{4}))"
)
_INLINE_NUMBERING = re.compile(r"(?<=[:;。,、])\s*[(]\s*(\d{1,2})\s*[)](?=[\u4e00-\u9fff“])")  # 依次为：（1）…；（2）…
_ITEM_NUMBERING = re.compile(
    r"(?:目标|指标|任务|附件|附表|表)\s*+(\d{1,2})"
    rf"(?=\s*+(?:[:、]|\.(?!\d)|$)|\s(?!\s*+(?:[万亿千百%‰]|{_MEASURES})))"
)


@dataclass(frozen=True)
class Number:
    """A number in a text; offsets into that text. value is a plain decimal, None where none can be told."""

    start: int
    end: int
    form: str  # number, percent, date, numbering, reference, contact
    value: str | None = None
    unit: str | None = None
    unit_end: int = 0  # where the unit behind it ends; = end without one

    @property
    def is_quantity(self) -> bool:
        """Whether it counts or measures something, unlike a date or the number of an item."""
        return self.form in ("number", "percent")


def find_numbers(text: str, numbered: bool = True) -> list[Number]:
    """Every number printed in a text, in order, none inside another. numbered: the text may begin with its number."""
    if not _MAY_HOLD.search(text):
        return []
    plain = text.translate(_PLAIN)
    taken = [False] * len(plain)
    found: list[Number] = []

    def keep(number: Number) -> None:
        if not any(taken[number.start : number.end]):
            found.append(number)
            taken[number.start : number.unit_end] = [True] * (number.unit_end - number.start)

    if numbered and (match := _NUMBERING.match(plain)):
        group = next(g for g in (1, 2, 3) if match.group(g))
        keep(Number(match.start(group), match.end(group), "numbering", match.group(group), None, match.end(group)))
    for form, pattern in _NOT_QUANTITIES:
        for match in pattern.finditer(plain):
            keep(Number(match.start(), match.end(), form, None, None, match.end()))
    for match in (*_ITEM_NUMBERING.finditer(plain), *_INLINE_NUMBERING.finditer(plain)):
        keep(Number(match.start(1), match.end(1), "numbering", match.group(1), None, match.end(1)))
    for number in (*_chained(plain), *_percents_in_words(plain), *_numerals(plain), *_han_numerals(plain)):
        keep(number)
    return sorted(found, key=lambda number: number.start)


def _chained(plain: str) -> Iterator[Number]:
    """An amount told in two units, in 元: 12万5千元 is 125000 元. Its printed form ends before 元."""
    for match in _CHAINED.finditer(plain):
        head, large, rest, small = match.groups()
        worth = Decimal(head) * _UNITS_WORTH[large] + Decimal(rest) * _UNITS_WORTH[small]
        end = match.end() - 1
        yield Number(match.start(), end, "number", format(worth.normalize(), "f"), "元", match.end())


def _numerals(plain: str) -> Iterator[Number]:
    for pattern in (_SCANNED_COUNT, _NUMBER):
        for match in pattern.finditer(plain):
            digits = match.group()
            alone = match.start() == 0 and match.end() == len(plain.rstrip())
            if not _DIGIT.search(digits) and not alone:
                continue  # letters alone are no number, unless a scan read a whole cell so
            start = match.start()
            value = _SEPARATORS.sub("", digits).translate(_SCAN_LETTERS)
            if (sign := _sign_before(plain, start)) is not None:
                start, value = sign, "-" + value
            yield _with_unit(plain, start, match.end(), value)


def _sign_before(plain: str, start: int) -> int | None:
    """Where the sign stands that makes a number negative: a minus, 负, △ or ▲ (these also a blank apart)."""
    at = start - 1
    if at >= 1 and plain[at] in " 　\xa0" and plain[at - 1] in "△▲":
        return at - 1
    if at >= 0 and (plain[at] in "△▲负" or (plain[at] == "-" and _is_minus(plain, at))):
        return at
    return None


def _is_minus(plain: str, at: int) -> bool:
    """Whether the dash before a number is its sign and not the middle of a range, a date or a code."""
    if at == 0:
        return True
    before = plain[at - 1]
    return (
        not (before.isalnum() and before.isascii())
        and before not in "-年月日%号)"
        and (at < 2 or plain[at - 1] != " " or not plain[at - 2].isalnum())
    )


def _with_unit(plain: str, start: int, end: int, value: str | None) -> Number:
    match = _UNIT.match(plain, end)
    if not match:
        return Number(start, end, "number", value, None, end)
    unit = _SPACE.sub("", match.group(1))
    form = "percent" if unit in ("%", "个百分点") else "number"
    return Number(start, end, form, value, unit, match.end())


def _percents_in_words(plain: str) -> Iterator[Number]:
    for match in _HAN_PERCENT.finditer(plain):
        words = match.group(1)
        value = words if words[0].isdigit() else _han_value(words)
        if value is not None:
            yield Number(match.start(), match.end(), "percent", value, "%", match.end())


def _han_numerals(plain: str) -> Iterator[Number]:
    """Numbers in Han characters, only where a unit shows that they are numbers (三公, 十四五 are none)."""
    for match in _HAN_NUMBER.finditer(plain):
        unit = _UNIT.match(plain, match.end())
        words = match.group()
        if not unit or not (_HAN_PLACE.search(words) or "点" in words):
            # 三百二十万元: the place word 万 may belong to the unit
            continue
        if "点" in words and words[-1] in "万亿":  # 一点二亿元: the last word is the unit's
            if (value := _han_value(words[:-1])) is not None and unit.group(1) == "元":
                yield Number(match.start(), match.end() - 1, "number", value, words[-1] + "元", unit.end())
            continue
        value = _han_value(words)
        if value is None:
            continue
        number = _with_unit(plain, match.start(), match.end(), value)
        if words[-1] in "万亿" and unit.group(1) == "元" and len(words) > 1 and (head := _han_value(words[:-1])):
            number = Number(match.start(), match.end() - 1, "number", head, words[-1] + "元", unit.end())
        yield number


def _han_value(words: str) -> str | None:
    import cn2an  # half a second, which a run that reads no document need not take

    whole, _, fraction = words.partition("点")
    try:
        value = str(cn2an.cn2an(whole.replace("两", "二"), "smart"))
    except ValueError:
        return None
    if fraction:
        value += "." + "".join(str("零一二三四五六七八九".index(c)) for c in fraction)
    return value
