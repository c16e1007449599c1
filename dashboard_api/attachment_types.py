"""Which files may belong to a handling record, told by their first bytes and never by their name.

Pictures, recordings, PDF and plain text: nothing that a browser or an office program runs.
"""

from collections.abc import Callable, Mapping
from typing import Final

LARGEST_ATTACHMENT: Final = 20 << 20
"""Bytes of one file: a photograph or some minutes of a call, not a film."""

_LONGEST_NAME: Final = 200
_TEXT: Final = "text/plain"


def _begins(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


_SIGNS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "application/pdf": _begins(b"%PDF-"),
    "video/mp4": lambda content: content[4:8] == b"ftyp",  # telephones' voice memos too
    "audio/wav": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE",
    "audio/mpeg": _begins(b"ID3", b"\xff\xfb", b"\xff\xf3"),
}

SUFFIXES: Final[Mapping[str, str]] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "text/plain": ".txt",
}
"""How a file of a type is called where its own name is not kept."""

TYPES: Final = (*_SIGNS, _TEXT)
"""The media types that there are."""


def recognise_type(content: bytes) -> str | None:
    """The media type of a file, None if it is none that may be kept."""
    for media_type, is_one in _SIGNS.items():
        if is_one(content):
            return media_type
    return _TEXT if content and _is_text(content) else None


def clean_name(name: str) -> str:
    """A file's name as it is kept: its last part, on one line, not long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    return plain[:_LONGEST_NAME] or "attachment"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.lstrip("\ufeff \t\r\n").startswith("<") and all(
        sign.isprintable() or sign in "\t\r\n\ufeff" for sign in text
    )
