"""What an online-rate report calls its figures, Chinese and English."""

from collections.abc import Mapping
from typing import Final

from plant.wording import Words

TITLE: Final = Words("在线率报告", "Online-rate report")
RATE: Final = Words("在线率", "online rate")
SETTLING: Final = Words("消息代理恢复后不计", "not counted after the broker came back")
ENTERPRISES: Final = Words("企业", "enterprise")
HAZARDS: Final = Words("重大危险源", "major hazard installation")
POINTS: Final = Words("监测点", "monitoring point")

FIGURES: Final[Mapping[str, Words]] = {
    "points": Words("监测点数", "points"),
    "watched_ms": Words("平台值守时间", "time the platform listened"),
    "filed_ms": Words("报备停用剔除", "excluded by filed stops"),
    "due_ms": Words("应在线时间", "time due"),
    "heard_ms": Words("在线时间", "time heard"),
    "unheard_ms": Words("不在线时间", "time not heard"),
    "lost_ms": Words("其中网关失联", "of that, gateway lost"),
    "bad_ms": Words("在线但质量坏", "heard, of bad quality"),
    "rate": RATE,
}
"""The figures by their names on the wire."""
