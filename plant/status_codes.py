"""The names of OPC UA status codes, Chinese and English, for people who read why a value is bad.

The table and where it comes from stand in status_codes.toml. What a code means for judging is
:mod:`plant.quality`'s business.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance
from plant.quality import LIMIT_CONSTANT, LIMIT_HIGH, LIMIT_LOW, OVERFLOW
from plant.wording import Words

_FILE: Final = "status_codes.toml"

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
    return read_provenance(load_tables(_FILE)["status_codes"])


@cache
def _load_names() -> Mapping[int, Words]:
    return {
        row["code"]: Words(row["zh"], row["en"])
        for row in load_tables(_FILE)["status_codes"]["rows"]
    }
