"""How the platform itself does, as it crosses the border of the dashboard: shapes only."""

from msgspec import Struct


class HealthCheck(Struct, frozen=True, kw_only=True):
    """One thing that must be well; without ``vital`` it can wait."""

    name: str
    ok: bool
    vital: bool
    detail: str


class HealthFigure(Struct, frozen=True, kw_only=True):
    """One figure of the running process, under the name that `/metrics` has for it.

    ``total``: it counts since the start; else it is as of now. Labels are summed up.
    """

    name: str
    value: float
    total: bool


class PlatformHealth(Struct, frozen=True, kw_only=True):
    """``ready`` if all that alarms depend on is well; ``lag_ms`` is what held the loop last."""

    version: str
    now: int
    ready: bool
    lag_ms: float
    plant_hash: str
    tags: int
    checks: list[HealthCheck]
    figures: list[HealthFigure]
