"""Numerals as Word and HTML print them before a heading or a list item."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "japaneseDigitalTenThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
}
_FORMAL = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def numeral(count: int, number_format: str) -> str:
    """A count in a format of ST_NumberFormat; formats that Chinese reports do not use print decimal digits."""
    if number_format in _CHINESE:
        return _chinese(count, _DIGITS, "十百千")
    if number_format in _FORMAL:
        return _chinese(count, _FORMAL_DIGITS, "拾佰仟")
    if number_format in _CIRCLED and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if number_format == "decimalEnclosedParen" and 1 <= count <= 20:
        return chr(0x2474 + count - 1)
    if number_format == "decimalEnclosedFullstop" and 1 <= count <= 20:
        return chr(0x2488 + count - 1)
    if number_format in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(count))
    if number_format == "decimalZero":
        return f"{count:02d}"
    if number_format in ("lowerLetter", "upperLetter") and count >= 1:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if number_format == "upperLetter" else letter
    if number_format in ("lowerRoman", "upperRoman") and 1 <= count < 4000:
        roman = _roman(count)
        return roman if number_format == "upperRoman" else roman.lower()
    if number_format == "ideographTraditional" and 1 <= count <= 10:
        return _HEAVENLY_STEMS[count - 1]
    if number_format == "ideographZodiac" and 1 <= count <= 12:
        return _EARTHLY_BRANCHES[count - 1]
    return "" if number_format in ("none", "bullet") else str(count)


def _chinese(count: int, digits: str, units: str) -> str:
    """0..9999 in Chinese numerals: 10 is 十, 12 十二, 105 一百〇五."""
    if not 1 <= count <= 9999:
        return "".join(digits[int(digit)] for digit in str(count)) if count >= 0 else str(count)
    places = list(zip([*reversed(units), ""], f"{count:04d}", strict=True))
    written = ""
    for unit, digit in places:
        if digit == "0":
            written += digits[0] if written and not written.endswith(digits[0]) else ""
        else:
            written += digits[int(digit)] + unit
    written = written.rstrip(digits[0])
    plain_ten = digits[1] + units[0]
    return written[1:] if written.startswith(plain_ten) and units[0] == "十" else written


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (count // value)
        count %= value
    return written
