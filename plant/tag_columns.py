"""The columns of tags.csv: what each may hold, and by which headers it is known.

The settings among them, but neither limits nor names, may stand in ``[defaults.KIND]`` of
plant.toml as well. How a cell is read lives in :mod:`plant.tag_table`, what an absent value means
in :mod:`plant.tag_settings`.
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.check_columns import (
    CHECK_ALIASES,
    CHECK_COLUMN_ALIASES,
    CHECK_COLUMNS,
    CHECK_FIELDS,
    STANDARD,
    WORD_ALIASES,
)
from plant.complaint import Place
from plant.condition import LEVEL_CONDITIONS, Condition, Priority
from plant.rationalisation_columns import (
    QUALITY_ALIASES,
    QUALITY_CONDITIONS,
    RECORD_ALIASES,
    RECORD_FIELDS,
)
from plant.readers import read_cas, read_id
from plant.schema import (
    Field,
    Number,
    NumberOr,
    Word,
    read_flag,
    read_name,
    show,
    word_of,
)
from plant.tag_kind import TagKind
from plant.wording import KINDS, PRIORITY_WORDS, SEVERITY_WORDS

LONGEST_DELAY_S: Final = 7 * 86_400.0
"""A week; anything longer is a slip of the unit, and delays must fit 64-bit milliseconds."""

LONGEST_INTERVAL_S: Final = 366 * 86_400.0

LIMIT_COLUMNS: Final[Mapping[Condition, str]] = {
    **{condition: condition.lower() for condition in LEVEL_CONDITIONS},
    Condition.DIGITAL: "alarm_on",
}
"""Which column says that a tag has a condition, and at what."""

PRIORITIES: Final = Word({priority.word: priority for priority in Priority})


def read_state(value: Any, place: Place) -> float | None:
    """The state in which a digital point alarms."""
    if isinstance(value, bool):
        return float(value)
    place.complain(f"must be 0 or 1, not {show(value)}", f"应为 0 或 1，而非 {show(value)}")
    return None


_AMOUNTS: Final[Mapping[str, Number]] = {
    "deadband": Number(low=0),
    "on_delay_s": Number(low=0, high=LONGEST_DELAY_S),
    "off_delay_s": Number(low=0, high=LONGEST_DELAY_S),
}

_SETTINGS: Final[Mapping[str, Field]] = {
    **{name: Field(number) for name, number in _AMOUNTS.items()},
    "priority": Field(PRIORITIES),
    "latching": Field(read_flag),
}
"""What every check has of its own."""

_LIMIT_SETTINGS: Final[Mapping[str, Field]] = {
    **_SETTINGS,
    **{
        name: Field(NumberOr(number, Word({STANDARD: STANDARD})))
        for name, number in _AMOUNTS.items()
    },
}
"""What every limit has, alone or in common with the others of its tag."""

INHERITED_FIELDS: Final[Mapping[str, Field]] = {
    "interval_s": Field(Number(above=0, high=LONGEST_INTERVAL_S)),
    "float32": Field(read_flag),
    **RECORD_FIELDS,
    **_LIMIT_SETTINGS,
    **{
        f"{condition.lower()}_{name}": setting
        for conditions, settings in ((LIMIT_COLUMNS, _LIMIT_SETTINGS), (CHECK_COLUMNS, _SETTINGS))
        for condition in conditions
        for name, setting in settings.items()
    },
    **{
        f"{condition.lower()}_{name}": field
        for condition in (*LIMIT_COLUMNS, *CHECK_COLUMNS, *QUALITY_CONDITIONS)
        for name, field in RECORD_FIELDS.items()
    },
    **CHECK_FIELDS,
}
"""What a tag may take over from the defaults of its kind, of the plant or of its equipment."""

FIELDS: Final[Mapping[str, Field]] = {
    "tag": Field(read_id, required=True),
    "enterprise": Field(read_name),
    "equipment": Field(read_name),
    "kind": Field(word_of(TagKind)),
    "unit": Field(read_name),
    "range_lo": Field(Number()),
    "range_hi": Field(Number()),
    "name": Field(read_name),
    "name_en": Field(read_name),
    "source_name": Field(read_name),
    "cas": Field(read_cas),
    "lon": Field(Number(low=-180, high=180)),
    "lat": Field(Number(low=-90, high=90)),
    **{condition.lower(): Field(Number()) for condition in LEVEL_CONDITIONS},
    "alarm_on": Field(read_state),
    **INHERITED_FIELDS,
}
"""Every column, by its own name."""

_CONDITION_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "ll": ("低低限", "下下限", "低低报"),
    "l": ("低限", "下限", "低报"),
    "h": ("高限", "上限", "高报"),
    "hh": ("高高限", "上上限", "高高报"),
    "digital": ("开关量",),
    **CHECK_ALIASES,
}

_SETTING_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "deadband": ("死区", "回差"),
    "on_delay_s": ("报警延时",),
    "off_delay_s": ("恢复延时",),
    "priority": ("优先级", "报警优先级"),
    "latching": ("锁定", "锁定报警"),
}

_COLUMN_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "tag": ("位号", "仪表位号", "测点", "监测点", "测点位号", "点位", "点位编号", "bitno"),
    "enterprise": ("企业", "所属企业", "企业编号", "企业编码", "企业代码"),
    "equipment": ("设备", "所属设备", "设备编号", "设备编码", "设备位号", "equipcode"),
    "kind": ("类型", "测点类型", "监测类型", "参数类型", "指标类型", "targettype"),
    "unit": ("单位", "计量单位", "工程单位"),
    "range_lo": ("量程下限", "量程低限", "量程低", "rangedown"),
    "range_hi": ("量程上限", "量程高限", "量程高", "rangeup"),
    "ll": ("阈值下下限", "低低报警", "低低报警值", "低低报值", "thresholddownplus"),
    "l": ("阈值下限", "低报警", "低报警值", "低报值", "thresholddown"),
    "h": ("阈值上限", "高报警", "高报警值", "高报值", "一级报警", "一级报警值", "thresholdup"),
    "hh": (
        "阈值上上限", "高高报警", "高高报警值", "高高报值", "二级报警", "二级报警值",
        "thresholdupplus",
    ),
    "alarm_on": ("报警状态", "报警态"),
    "interval_s": ("采集周期", "采样周期", "扫描周期", "上报周期", "采集间隔"),
    "name": ("名称", "测点名称", "位号名称", "描述", "位号描述", "targetname"),
    "name_en": ("英文名称", "英文名", "英文描述"),
    "source_name": ("来源名", "来源名称", "采集编号", "传感器编号", "targetcode", "cgqbh"),
    "cas": ("cas号", "介质cas号", "物质cas号"),
    "lon": ("经度",),
    "lat": ("纬度",),
    "float32": ("单精度",),
    **RECORD_ALIASES,
    **_SETTING_ALIASES,
    **CHECK_COLUMN_ALIASES,
}  # fmt: skip

KIND_ALIASES: Final[Mapping[str, str]] = {
    **{words.zh: str(kind) for kind, words in KINDS.items()},
    "wd": "temperature",
    "yl": "pressure",
    "yw": "level",
    "krqt": "gas_combustible",
    "ydqt": "gas_toxic",
    "可燃": "gas_combustible",
    "可燃性气体": "gas_combustible",
    "有毒": "gas_toxic",
    "毒性气体": "gas_toxic",
    "氧含量": "gas_oxygen",
    "成分": "composition",
    "烟感": "smoke",
    "环境温度": "air_temperature",
    "环境湿度": "humidity",
}
"""What else a cell of ``kind`` may say; the pinyin codes are the upload dictionaries'."""

PRIORITY_ALIASES: Final[Mapping[str, str]] = {
    words.zh: priority.word for priority, words in PRIORITY_WORDS.items()
}

SEVERITY_ALIASES: Final[Mapping[str, str]] = {
    words.zh: str(severity) for severity, words in SEVERITY_WORDS.items()
}

CELL_ALIASES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": KIND_ALIASES,
    "levels": WORD_ALIASES,
    "rate_direction": WORD_ALIASES,
    **{column: PRIORITY_ALIASES for column in FIELDS if column.endswith("priority")},
    **{column: SEVERITY_ALIASES for column in FIELDS if column.endswith("severity")},
}
"""Columns of words → what else their cells may say, without case."""

FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y", "是"), True),
    **dict.fromkeys(("0", "0.0", "false", "no", "n", "否"), False),
}
"""The words of a cell that is on or off; spreadsheets write 1.0 as soon as a cell is empty."""

HEADERS: Final[Mapping[str, str]] = {
    **{
        prefix + suffix: f"{condition}_{setting}"
        for condition, prefixes in {**_CONDITION_ALIASES, **QUALITY_ALIASES}.items()
        for setting, suffixes in {**_SETTING_ALIASES, **RECORD_ALIASES}.items()
        if f"{condition}_{setting}" in FIELDS
        for prefix in prefixes
        for suffix in suffixes
    },
    **{
        alias: condition
        for condition, aliases in _CONDITION_ALIASES.items()
        if condition in FIELDS
        for alias in aliases
    },
    **{alias: column for column, aliases in _COLUMN_ALIASES.items() for alias in aliases},
    **{column: column for column in FIELDS},
}
"""Header → column. The upload dictionaries' words and the control room's are both known."""
