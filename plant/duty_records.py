"""From the accepted values of plant.toml to the records of :mod:`plant.duties` and root causes.

Composed by :mod:`plant.directory`; nothing is checked here any more.
"""

from collections.abc import Mapping
from typing import Any

from plant.duties import Duty, Escalation, EscalationStep
from plant.root_causes import Affected, RootCause


def build_duty(values: Mapping[str, Any]) -> Duty:
    """A duty; its days in order, each once, because turns are counted by them."""
    own = {key: value for key, value in values.items() if key not in ("persons", "days")}
    days = tuple(sorted(set(values.get("days", ()))))
    return Duty(rotation=values["persons"], days=days, **own)


def build_escalation(values: Mapping[str, Any]) -> Escalation:
    steps = tuple(
        EscalationStep(round(1000 * step["after_s"]), step["to"], step["via"])
        for step in values["steps"]
    )
    priorities = tuple(sorted(set(values["priorities"])))
    return Escalation(**{**values, "priorities": priorities, "steps": steps})


def build_root_cause(values: Mapping[str, Any]) -> RootCause:
    window = values.get("window_min")
    own = {key: value for key, value in values.items() if key != "window_min"}
    return RootCause(
        **{
            **own,
            "affects": Affected(**values["affects"]),
            "window_ms": None if window is None else round(60_000 * window),
        }
    )
