"""Reason codes of MQTT 5 (§2.4) that this endpoint says or hears, and the error that carries one.

In MQTT 3.1.1 the same faults close the connection; only CONNACK and SUBACK can say why there.
"""

from enum import IntEnum


class Code(IntEnum):
    """What is said of a packet or a connection."""

    SUCCESS = 0x00
    DISCONNECT_WITH_WILL = 0x04
    NO_SUBSCRIPTION_EXISTED = 0x11
    UNSPECIFIED = 0x80
    MALFORMED = 0x81
    PROTOCOL_ERROR = 0x82
    UNSUPPORTED_VERSION = 0x84
    BAD_CLIENT_ID = 0x85
    BAD_LOGIN = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_BUSY = 0x89
    SHUTTING_DOWN = 0x8B
    BAD_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    TAKEN_OVER = 0x8E
    BAD_FILTER = 0x8F
    BAD_TOPIC = 0x90
    RECEIVE_MAXIMUM = 0x93
    BAD_ALIAS = 0x94
    TOO_LARGE = 0x95
    QUOTA_EXCEEDED = 0x97
    BAD_QOS = 0x9B
    NO_SHARED_SUBSCRIPTIONS = 0x9E
    RATE_EXCEEDED = 0x9F
    NO_SUBSCRIPTION_IDS = 0xA1


IN_311: dict[Code, int] = {
    Code.UNSUPPORTED_VERSION: 1,
    Code.BAD_CLIENT_ID: 2,
    Code.SERVER_BUSY: 3,
    Code.BAD_LOGIN: 4,
}
"""CONNACK return codes of MQTT 3.1.1 (§3.2.2.3); every other refusal is 5, not authorized."""


class PacketError(Exception):
    """A packet that ends its connection, and the code to say in MQTT 5."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code
