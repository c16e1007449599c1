"""The names of OPC UA status codes, Chinese and English, for people who read why a value is bad.

The table and where it comes from stand in status_codes.toml. What a code means for judging is
:mod:`plant.quality`'s business.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from plant.chemicals import Provenance
from plant.quality import LIMIT_CONSTANT, LIMIT_HIGH, LIMIT_LOW, OVERFLOW
from plant.wording import Words

LIMITS: Final[Mapping[int, Words]] = {
    LIMIT_LOW: Words("低限位", "limited low"),
    LIMIT_HIGH: Words("高限位", "limited high"),
    LIMIT_CONSTANT: Words("恒定", "constant"),
}
LOST: Final = Words("有变化未送出", "overflow")


def name_status(status: int) -> str:
    """What a status code says beyond its severity; empty where that is nothing.

    :param status: 32-bit OPC UA StatusCode. Its limit and overflow bits are told too, whatever its
        info type says.
    """
    found = [_load_names().get(status & 0xFFFF0000), LIMITS.get(status & LIMIT_CONSTANT)]
    found.append(LOST if status & OVERFLOW else None)
    return "; ".join(f"{words.zh} {words.en}" for words in found if words)


def name_provenance() -> Provenance:
    """Where the codes come from."""
    table = _load()
    return Provenance(**{key: table[key] for key in ("standard", "clause", "source", "trust")})


@cache
def _load_names() -> Mapping[int, Words]:
    return {row["code"]: Words(row["zh"], row["en"]) for row in _load()["rows"]}


@cache
def _load() -> dict[str, Any]:
    text = files("plant").joinpath("status_codes.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)["status_codes"]
    return table
