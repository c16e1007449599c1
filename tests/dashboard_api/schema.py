"""Checking what was sent against the JSON Schemas generated from the wire types."""

from functools import cache

import msgspec
from jsonschema import Draft202012Validator

from dashboard_api import (
    accounts_wire,
    audit_wire,
    filters_wire,
    frames,
    handling_wire,
    health_wire,
    plant_wire,
    protection_wire,
    rule_versions_wire,
    session_wire,
    sound_wire,
    why_wire,
    wire,
)

MODULES = (
    wire,
    session_wire,
    filters_wire,
    plant_wire,
    handling_wire,
    protection_wire,
    sound_wire,
    why_wire,
    audit_wire,
    accounts_wire,
    rule_versions_wire,
    health_wire,
    frames,
)


@cache
def validator(name):
    (kind,) = {getattr(module, name) for module in MODULES if hasattr(module, name)}
    return Draft202012Validator(msgspec.json.schema(kind))


def check(name, value):
    """The value keeps to the schema of the type of this name."""
    validator(name).validate(value)


FRAMES = {kind.__struct_config__.tag: kind.__name__ for kind in frames.SERVER_FRAMES}
ROWS = {"alarms": "AlarmRow", "tags": "TagRow", "hazards": "HazardRow", "gateways": "GatewayRow"}


def check_frame(frame):
    """A server frame keeps to its schema, and so does every row in it."""
    check(FRAMES[frame["t"]], frame)
    for row in frame.get("rows", ()):
        check(ROWS[frame["s"]], row)
    for op in frame.get("ops", ()):
        if op[0] == "u":
            check(ROWS[frame["s"]], op[2])
