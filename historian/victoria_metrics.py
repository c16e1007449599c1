"""VictoriaMetrics behind InfluxDB's write path: which of its settings would invent or lose data.

It says 204 to whatever it makes of a line, so what is unsafe must be found before the first line is
sent: from ``/flags``, where the server lists the flags it was started with. Pure; asking is
:mod:`historian.influxdb`'s business. Seen in 1.79.5; flags of later versions from its reference,
"List of command-line flags".
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

SERVER_HEADER: Final = "X-Server-Hostname"
"""In every answer of VictoriaMetrics, and of no InfluxDB."""

_FLAG: Final = re.compile(r'^-([\w.]+)="(.*)"$', re.MULTILINE)


class _Rule(NamedTuple):
    """``safe``: what the flag may say, "" where it is not given."""

    flag: str
    safe: frozenset[str]
    why: str


_OFF: Final = frozenset({"", "false"})
_NOT_GIVEN: Final = frozenset({""})

_RULES: Final = (
    _Rule(
        "dedup.minScrapeInterval",
        frozenset({"", "1ms"}),
        "不得长于 1ms：否则丢弃读数 must not be longer than 1ms: it throws readings away",
    ),
    _Rule(
        "influxTrimTimestamp",
        frozenset({"", "1ms"}),
        "须为 1ms：否则改动读数时间 must be 1ms: it would change the times of readings",
    ),
    _Rule(
        "influxSkipSingleField",
        _OFF,
        "须关闭：否则质量码会被存成读数 must be off: a quality code would pass for a reading",
    ),
    _Rule(
        "influxSkipMeasurement",
        _OFF,
        "须关闭：否则与别的数据混在一起 must be off: readings would mix with other data",
    ),
    _Rule(
        "precisionBits",
        frozenset({"", "64"}),
        "须为 64：否则改动读数 must be 64: it would change the values of readings",
    ),
    _Rule(
        "downsampling.period",
        _NOT_GIVEN,
        "不得设置：读数会被汇总值替换 must not be given: aggregates would replace readings",
    ),
    _Rule(
        "streamAggr.config",
        _NOT_GIVEN,
        "不得设置：读数会被汇总值替换 must not be given: aggregates would replace readings",
    ),
    _Rule(
        "relabelConfig",
        _NOT_GIVEN,
        "不得设置：读数会被改名或丢弃 must not be given: readings could be renamed or dropped",
    ),
)

WRITE_ONLY: Final = (
    "VictoriaMetrics 没有 InfluxQL，只能写入；请用它自己的界面或 Grafana 查询"
    " VictoriaMetrics has no InfluxQL and is written only: read it in its own page or Grafana"
)


TWICE: Final = (
    "未设 -dedup.minScrapeInterval=1ms：故障后重发的读数会被存两份"
    " without -dedup.minScrapeInterval=1ms a write sent again after a failure is stored twice"
)


def find_unsafe(status: int, body: str) -> list[str]:
    """What people must change before readings may be sent to a VictoriaMetrics; empty if nothing.

    :param status: and ``body``: its answer to ``/flags``.
    """
    if status != 200:
        told = f"无法读取 /flags（{status}），不能确认配置安全 its /flags can't be read"
        return [f"{told} ({status}), so nobody knows whether it would keep readings as they are"]
    flags = read_flags(body)
    return [
        f"-{rule.flag} {rule.why}" for rule in _RULES if flags.get(rule.flag, "") not in rule.safe
    ]


def find_doubtful(body: str) -> str:
    """What people had better change, though nothing is invented or lost; empty if nothing.

    :param body: an answer to ``/flags``.
    """
    return "" if "dedup.minScrapeInterval" in read_flags(body) else TWICE


def read_flags(body: str) -> Mapping[str, str]:
    """Flags that were given, by name without the dash."""
    return dict(_FLAG.findall(body))
