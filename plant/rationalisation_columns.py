"""The keys of an alarm's rationalisation, in tags.csv, defaults and [[rationalisation]] alike.

Each may stand plain or with a condition before it (``hh_action``). What a plain one is about is
:data:`plant.rationalisation.PLAIN`; the other columns stand in :mod:`plant.tag_columns`.
"""

from collections.abc import Mapping
from typing import Final

from plant.condition import Condition
from plant.rationalisation import Severity
from plant.schema import Field, Number, read_name, word_of

TEXTS: Final = ("cause", "consequence", "action", "procedure", "drawing")
"""The texts; the English of each has ``_en`` behind it."""

LONGEST_RESPONSE_MIN: Final = 7 * 1440.0
"""A week; anything longer is a slip of the unit."""

QUALITY_CONDITIONS: Final = (Condition.STALE, Condition.BAD_QUALITY, Condition.OUT_OF_RANGE)
"""The conditions of every tag that no column configures."""

RECORD_FIELDS: Final[Mapping[str, Field]] = {
    **{f"{text}{suffix}": Field(read_name) for text in TEXTS for suffix in ("", "_en")},
    "severity": Field(word_of(Severity)),
    "respond_within_min": Field(Number(above=0, high=LONGEST_RESPONSE_MIN)),
}
"""What can be written about an alarm."""

RECORD_KEYS: Final[Mapping[str, Condition | None]] = {
    **dict.fromkeys(RECORD_FIELDS),
    **{f"{one.lower()}_{name}": one for one in Condition for name in RECORD_FIELDS},
}
"""Every key of a record → the condition that it is about, None for a plain one."""

_TEXT_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "cause": ("报警原因", "原因"),
    "consequence": ("后果", "不响应后果"),
    "action": ("处置措施", "应对措施", "操作员动作", "操作员响应"),
    "procedure": ("处置规程", "规程", "预案"),
    "drawing": ("图纸", "图号"),
}

RECORD_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    **_TEXT_ALIASES,
    **{
        f"{text}_en": tuple(
            alias for word in words for alias in (f"英文{word}", f"{word}英文", f"{word}(英文)")
        )
        for text, words in _TEXT_ALIASES.items()
    },
    "severity": ("后果等级", "后果严重性", "严重性"),
    "respond_within_min": ("响应时间", "允许响应时间"),
}
"""What else a header may say; a condition's name may stand before it (高高限处置措施)."""

QUALITY_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "stale": ("数据超时",),
    "bad_quality": ("质量坏", "坏质量"),
    "out_of_range": ("超量程",),
}
