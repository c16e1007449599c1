"""Readers of values with a notation of their own: ids, CAS numbers, dates, places, time zones.

Like those of :mod:`plant.schema`, which has the types and ranges that all values share, each gives
the value back, or a complaint and None.
"""

import re
import unicodedata
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from plant.complaint import Place
from plant.schema import Number, read_text, show

_ID: Final = re.compile(r'[^\s:/+#$,"]{1,64}')
_CAS: Final = re.compile(r"([1-9]\d{1,6})-(\d\d)-(\d)", re.ASCII)


def read_id(value: Any, place: Place) -> str | None:
    """An id by contract section 3; a malformed one is still given back, so that what refers to it
    is not complained about as well.
    """
    text = read_text(value, place)
    if text is None:
        return None
    if not _ID.fullmatch(text):
        place.complain(
            f'{show(text)} is no id: 1 to 64 characters, no space and none of : / + # $ , "',
            f'{show(text)} 不是合法编号：1 至 64 个字符，不含空格及 : / + # $ , "',
        )
    elif not unicodedata.is_normalized("NFC", text):
        place.complain(
            f"{show(text)} is not in Unicode normal form NFC",
            f"{show(text)} 不是 Unicode NFC 规范形式",
        )
    return text


def read_timezone(value: Any, place: Place) -> str | None:
    """A name of the IANA time zone database."""
    text = read_text(value, place)
    if text is None:
        return None
    try:
        return ZoneInfo(text).key
    except (OSError, ValueError, LookupError):
        place.complain(f"{show(text)} is no known time zone", f"未知时区 {show(text)}")
        return None


def read_cas(value: Any, place: Place) -> str | None:
    """A CAS registry number with a right check digit, or nothing for a mixture without one."""
    text = read_text(value, place)
    if not text:
        return text
    match = _CAS.fullmatch(text)
    if match and is_checked(match[1] + match[2], int(match[3])):
        return text
    place.complain(
        f"{show(text)} is no CAS number (its check digit included)",
        f"{show(text)} 不是有效的 CAS 号（含校验位）",
    )
    return None


def is_checked(digits: str, check: int) -> bool:
    """The CAS check digit: digits weighted 1, 2, 3 … from the right, modulo 10."""
    return sum(place * int(digit) for place, digit in enumerate(reversed(digits), 1)) % 10 == check


def read_due(value: Any, place: Place) -> date | None:
    """A date, or a date with a time of the day."""
    if isinstance(value, date):
        return value
    place.complain(
        f"must be a date such as 2026-06-30, without quotes, not {show(value)}",
        f"应为日期，如 2026-06-30（不加引号），而非 {show(value)}",
    )
    return None


def read_location(value: Any, place: Place) -> tuple[float, float] | None:
    """Longitude and latitude in degrees."""
    if not isinstance(value, list) or len(value) != 2:
        place.complain("must be [longitude, latitude]", "应为 [经度, 纬度]")
        return None
    longitude = Number(-180, 180)(value[0], place.inside(0))
    latitude = Number(-90, 90)(value[1], place.inside(1))
    return None if longitude is None or latitude is None else (longitude, latitude)
