"""The code tables of HJ 212-2017 as data: data flags (table 8), commands (table 9).

What 2005 had besides is here too. Both tables are open to extension by their own words, so what
is not in them has to be met, not excluded.
"""

from collections.abc import Mapping
from typing import Final

from plant.quality import BAD, GOOD, GOOD_LOCAL_OVERRIDE, UNCERTAIN_SUBSTITUTE

BAD_NO_COMMUNICATION: Final = 0x80310000
BAD_DEVICE_FAILURE: Final = 0x808B0000
BAD_OUT_OF_SERVICE: Final = 0x808D0000
UNCERTAIN_SENSOR_NOT_ACCURATE: Final = 0x40930000
"""The value is at one of the sensor's limits (OPC 10000-8)."""

FLAGS: Final[Mapping[str, int]] = {
    "N": GOOD,
    "F": BAD_OUT_OF_SERVICE,
    "M": GOOD_LOCAL_OVERRIDE,
    "S": UNCERTAIN_SUBSTITUTE,
    "D": BAD_DEVICE_FAILURE,
    "C": UNCERTAIN_SUBSTITUTE,
    "T": UNCERTAIN_SENSOR_NOT_ACCURATE,
    "B": BAD_NO_COMMUNICATION,
    "P": BAD_DEVICE_FAILURE,
}
"""Table 8; P is of 2005.

Maintenance, manual and calibration values are forced (contract section 1, rule 5): they may
raise an alarm, never return one.
"""

FLAG_WORDS: Final[Mapping[str, str]] = {
    "F": "停运",
    "M": "维护",
    "S": "手工输入",
    "D": "故障",
    "C": "校准",
    "T": "超测量上限",
    "B": "通讯异常",
    "P": "电源故障",
}
"""What the flags say to an operator."""

AIR_FLAGS_2005: Final[Mapping[str, int]] = {
    "0": UNCERTAIN_SUBSTITUTE,
    "1": GOOD,
    "2": BAD,
    "3": GOOD,
}
"""校准数据 气象参数 异常数据 正常数据: the digits of air stations in the 2005 edition only."""

PERIODS: Final[Mapping[str, str]] = {
    "2011": "",
    "2021": "",
    "2051": ".minute",
    "2061": ".hour",
    "2031": ".day",
    "2041": ".day",
}
"""Commands that upload values (table 9) → what is put behind the name."""

REAL_TIME: Final = "2011"
INTERACTION: Final = "9"
"""9011 to 9015: answers and heartbeats. They show that the station is there and say nothing."""

OTHERS: Final[Mapping[str, str]] = {
    "1011": "现场机时间",
    "1013": "时间校准请求",
    "1061": "实时数据间隔",
    "1063": "分钟数据间隔",
    "2081": "数采仪开机时间",
    "3015": "超标留样信息",
    "3016": "采样时间周期",
    "3017": "采样时间周期",
    "3018": "出样时间",
    "3019": "设备唯一标识",
    "3020": "现场机信息",
}


def read_flag(flag: str, edition: int) -> int | None:
    """The status code of a data flag, good where there is none; None where it is unknown."""
    if not flag:
        return GOOD
    known = FLAGS.get(flag.upper())
    return AIR_FLAGS_2005.get(flag) if known is None and edition == 0 else known


def name_flag(flag: str) -> str:
    """A flag as an operator reads it, its letter first."""
    return f"{flag} {FLAG_WORDS.get(flag.upper(), '')}".rstrip()
