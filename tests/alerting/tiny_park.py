"""One tank with three alarms, and changes of their verdicts in shorthand."""

import math

import numpy as np

from alerting.alarm import Alarm, Entry, Event, State
from alerting.alarms import Alarms
from detectors.verdict import Changes, Rule, Suppressions
from plant.condition import Condition, Priority
from plant.reading import LONG_AGO
from plant.tag_kind import TagKind
from plant.words import Park, Plant, Tag

LEVEL, LATCHING_GAS, STALE = 0, 1, 2
"""The rules' places."""

RULES = (
    Rule("E1.LT-101", Condition.HH, Priority.HIGH, False, 80.0, "%", "H1", 0),
    Rule("E1.AT-201", Condition.HH, Priority.HIGH, True, 50.0, "%LEL", "H1", 1),
    Rule("E1.LT-101", Condition.STALE, Priority.LOW, False, math.nan, "%", "H1", 0),
)


def make_tag(tag: str, kind: TagKind, unit: str) -> Tag:
    return Tag(tag, "E1", "", "H1", kind, unit, None, None, 1.0, None, tag, tag, {})


PLANT = Plant(
    park=Park("P1", "园区"),
    enterprises=(),
    hazards=(),
    equipment=(),
    gateways=(),
    tags=(
        make_tag("E1.LT-101", TagKind.LEVEL, "%"),
        make_tag("E1.AT-201", TagKind.GAS_COMBUSTIBLE, "%LEL"),
    ),
    hash="abc",
)


def change(*rows, marks=0, priority=None, reason="", value=85.0):
    """Changes from (rule, "raised" or "returned", at) triples."""
    rule = [row[0] for row in rows]
    at = np.array([row[2] for row in rows], dtype=np.int64)
    return Changes(
        rule=np.array(rule, dtype=np.int32),
        at=at,
        onset=at - 5,
        active=np.array([row[1] == "raised" for row in rows], dtype=np.bool_),
        value=np.full(len(rows), value),
        marks=np.full(len(rows), marks, dtype=np.uint16),
        priority=np.array([priority or RULES[index].priority for index in rule], dtype=np.int8),
        limit=np.array([RULES[index].limit for index in rule], dtype=np.float64),
        source=at - 20,
        received=np.full(len(rows), LONG_AGO),
        reasons={0: reason} if reason else {},
    )


def suppression(*rows, reason="工况 停车 shut down"):
    """Suppressions from (rule, at, active) triples."""
    return Suppressions(
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.bool_),
        [reason] * len(rows),
    )


def make_alarms() -> Alarms:
    return Alarms(PLANT, RULES)


def step(alarms: Alarms, *rows, **how) -> list[Entry]:
    return alarms.step(change(*rows, **how), RULES, 10_000)


def get(alarms: Alarms, rule: int = LEVEL) -> Alarm:
    alarm = alarms.get(RULES[rule].alarm)
    assert alarm is not None
    return alarm


def make_entry(**fields) -> Entry:
    """A journal entry with every column filled, changed by ``fields``."""
    entry = {
        "alarm": "E1.LT-101:HH",
        "event": Event.RAISED,
        "at": 1_000,
        "onset": 900,
        "state": State.UNACKNOWLEDGED,
        "held": None,
        "priority": Priority.HIGH,
        "value": 80.1,
        "limit": 80.0,
        "actor": "system",
        "reason": "液位高高 “beyond”",
        "version": 1,
        "plant_hash": "abc",
        "marks": ("uncertain", "last_known"),
        "source": 880,
        "received": None,
        "detected": 1_001,
    }
    return Entry(**(entry | fields))
