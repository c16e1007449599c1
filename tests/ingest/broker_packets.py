"""MQTT 5 packets as a broker sends them."""

import mqtt5


def connack(**limits):
    return mqtt5.ConnAckPacket(**limits).write()


def suback(packet, *reasons):
    return bytes([0x90, 3 + len(reasons), *packet.to_bytes(2, "big"), 0, *reasons])


def puback(packet, reason=0):
    return bytes([0x40, 3, *packet.to_bytes(2, "big"), reason])


def disconnect(reason):
    return mqtt5.DisconnectPacket(reason_code=reason).write()


def message(topic, payload, packet=None, *, qos=1, retain=False, alias=None):
    """At QoS 0 where it has no packet identifier; also what the codec itself would not write."""
    name = topic.encode()
    numbered = b"" if packet is None else packet.to_bytes(2, "big")
    properties = b"\0" if alias is None else b"\3\x23" + alias.to_bytes(2, "big")
    body = len(name).to_bytes(2, "big") + name + numbered + properties + payload
    flags = (0 if packet is None else qos << 1) | retain
    return bytes([0x30 | flags]) + _write_length(len(body)) + body


def _write_length(length):
    groups = []
    while length > 0x7F:
        groups.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*groups, length])
