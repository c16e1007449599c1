"""Decoding what a client of the live websocket sends.

Two kinds of fault: a text that can't be read at all, and a frame that can be read and is not what
it says it is. Who made the second can be told by the id in it.
"""

from typing import Final

import msgspec

from dashboard_api import frames

_FRAMES: Final = {kind.__struct_config__.tag: kind for kind in frames.CLIENT_FRAMES}


class UnreadableError(Exception):
    """A text is not JSON."""


class WrongShapeError(Exception):
    """A frame is not what its ``t`` promises.

    ``name`` is the id under which the client may be told, empty if the frame has none.
    """

    def __init__(self, name: frames.FrameId, detail: str) -> None:
        super().__init__(detail)
        self.name = name


class _Kind(msgspec.Struct):
    t: str


class _Named(msgspec.Struct):
    id: frames.FrameId


def decode_frame(text: str) -> msgspec.Struct | None:
    """One frame of a client, None if its ``t`` is unknown here.

    :raises WrongShapeError: it is not what its ``t`` promises.
    :raises UnreadableError: it is not JSON.
    """
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableError from error
    try:
        kind = _FRAMES.get(msgspec.convert(whole, _Kind).t)
        return None if kind is None else msgspec.convert(whole, kind)
    except msgspec.ValidationError as error:
        raise WrongShapeError(_read_name(whole), str(error)) from error


def _read_name(frame: object) -> frames.FrameId:
    try:
        return msgspec.convert(frame, _Named).id
    except msgspec.ValidationError:
        return ""
