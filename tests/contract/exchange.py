"""What goes into a platform and what has come of it, for tests that follow one value through."""

from typing import Any

from tests.gateway_client import GatewayClient, now_ms
from tests.platform import Platform


def send(platform: Platform, gateway: GatewayClient, tag: str, value: float) -> None:
    """Publish a reading and wait until the platform shows it."""
    gateway.send({"ts": now_ms(), "values": {tag: value}})
    platform.wait_for(lambda: platform.get(f"tags/{tag}")["now"]["value"] == value)


def events(platform: Platform, alarm: str) -> list[Any]:
    """What the journal tells of an alarm, oldest first."""
    return [row["event"] for row in platform.items("journal") if row["alarm"] == alarm]


def act(platform: Platform, alarm: str, action: str, **body: Any) -> Any:
    """Do something to an alarm; what it is then, or the refusal."""
    path = f"alarms/{alarm.replace(':', '%3A')}/{action}"
    return platform.call("POST", path, {"reason": "抖动", **body})[1]
