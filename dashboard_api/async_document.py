"""AsyncAPI 3: what passes over MQTT and the live websocket, who says it and where.

Made of the types themselves: the frames of :mod:`dashboard_api.frames`, the bodies of
:mod:`ingest.bodies`. Seen from the platform: it receives what gateways and clients send.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from dashboard_api import frames, wire
from ingest import bodies
from ingest.topic import ROOT

_SCHEMA: Final = "#/components/schemas/{name}"
_MESSAGE: Final = "#/components/messages/{name}"
_ROWS: Final = (wire.AlarmRow, wire.TagRow, wire.HazardRow, wire.GatewayRow)
_BODIES: Final = (*bodies.DATA_BODIES, bodies.TagBody, bodies.GatewayStatus, bodies.Acknowledgement)
_GATEWAY: Final = f"{ROOT}/{{park}}/{{enterprise}}/{{gateway}}"
_QOS_1: Final = {"mqtt": {"qos": 1}}
_RETAINED: Final = {"mqtt": {"qos": 1, "retain": True}}

_PARAMETERS: Final = {
    "park": "the park's id in its plant directory",
    "enterprise": "the enterprise's id",
    "gateway": "the gateway's id",
    "tag": "the tag's id; it may contain slashes",
}

Message = type[msgspec.Struct]


def describe_streams(version: str) -> dict[str, Any]:
    """The AsyncAPI document, as JSON."""
    channels = {**_list_topics(), "live": _describe_live()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "hazardwatch",
            "version": version,
            "description": "Readings in over MQTT; alarms, tags, hazards and gateways out over "
            "the live websocket. Gateways of other formats: see the gateway guide.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _SERVERS,
        "channels": channels,
        "operations": _list_operations(channels),
        "components": {"messages": _list_messages(), "schemas": _list_schemas()},
    }


_SERVERS: Final = {
    "broker": {
        "host": "broker.example:1883",
        "protocol": "mqtt",
        "description": "The site's broker, or the platform itself where it listens (mqtt.listen);"
        " MQTT 3.1.1 or 5, `mqtts` where it has a certificate",
    },
    "platform": {
        "host": "hazardwatch.example:8080",
        "protocol": "ws",
        "description": "Send `auth` within 5 s of `hello`. Close codes: 4401 auth, 4403 scope, "
        "4408 slow, 4429 rate, 1012 restart",
    },
}


def _list_topics() -> dict[str, Any]:
    return {
        "data": _topic("data", bodies.DATA_BODIES, "Live readings; never retained"),
        "dataOfTag": _topic("data/{tag}", [bodies.TagBody], "Readings of one tag"),
        "backfill": _topic("backfill", bodies.DATA_BODIES, "Readings kept while the link was away"),
        "status": _topic("status", [bodies.GatewayStatus], "Retained, and the gateway's will"),
        "ack": _topic("ack", [bodies.Acknowledgement], "Retained: up to where all is durable"),
    }


def _topic(leaf: str, messages: Iterable[Message], description: str) -> dict[str, Any]:
    address = f"{_GATEWAY}/{leaf}"
    return {
        "address": address,
        "description": description,
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {
            name: {"description": text}
            for name, text in _PARAMETERS.items()
            if f"{{{name}}}" in address
        },
        "messages": _refer(messages),
    }


def _describe_live() -> dict[str, Any]:
    return {
        "address": "/api/v1/live",
        "description": "One JSON object a frame, its kind in `t`",
        "servers": [{"$ref": "#/servers/platform"}],
        "messages": _refer([*frames.CLIENT_FRAMES, *frames.SERVER_FRAMES]),
        "bindings": {"ws": {"method": "GET"}},
    }


def _list_operations(channels: dict[str, Any]) -> dict[str, Any]:
    """What the platform does on each channel."""
    received = {
        name: _operation("receive", name, channels[name]["messages"], _QOS_1)
        for name in ("data", "dataOfTag", "backfill")
    }
    clients, servers = ([kind.__name__ for kind in kinds] for kinds in _FRAMES)
    return {
        **{f"take_{name}": operation for name, operation in received.items()},
        "take_status": _operation("receive", "status", channels["status"]["messages"], _RETAINED),
        "acknowledge": _operation("send", "ack", channels["ack"]["messages"], _RETAINED),
        "hear_client": _operation("receive", "live", clients),
        "tell_client": _operation("send", "live", servers),
    }


_FRAMES: Final = (frames.CLIENT_FRAMES, frames.SERVER_FRAMES)


def _operation(
    action: str, channel: str, messages: Iterable[str], bindings: Any = None
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
    }
    return operation if bindings is None else {**operation, "bindings": bindings}


def _refer(messages: Iterable[Message]) -> dict[str, Any]:
    names = (message.__name__ for message in messages)
    return {name: {"$ref": _MESSAGE.format(name=name)} for name in names}


def _list_messages() -> dict[str, Any]:
    """Every message with its payload; what a frame is called on the wire is its title."""
    kinds: Sequence[Message] = (*_BODIES, *frames.CLIENT_FRAMES, *frames.SERVER_FRAMES)
    return {
        kind.__name__: {
            "name": kind.__name__,
            "title": str(kind.__struct_config__.tag or kind.__name__),
            "payload": {"$ref": _SCHEMA.format(name=kind.__name__)},
        }
        for kind in kinds
    }


def _list_schemas() -> dict[str, Any]:
    kinds = (*_BODIES, *frames.CLIENT_FRAMES, *frames.SERVER_FRAMES, frames.Filter, *_ROWS)
    _, components = msgspec.json.schema_components(kinds, ref_template=_SCHEMA)
    return components
