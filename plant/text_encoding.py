"""UTF-8 or GB18030: which of the two a file is in, decided once over the whole of it.

Both may decode it: D2 BA CE BB is 液位 in GB18030 and two letters, Cyrillic and Greek, in UTF-8.
Then the characters decide. A character from U+0800 on is in UTF-8 (Chinese is, and its
punctuation); short of that, letters that nobody writes side by side, or at all in this trade, are
Chinese read wrongly. What may be meant stays UTF-8: ``m³``, ``°C``, ``µΩ·cm``, ``Größe``, a single
Greek letter. So GB18030 whose only Chinese words read as Western European (煤炉: ``ú¯``) is missed.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Final, Literal

Encoding = Literal["utf-8-sig", "gb18030"]
"""Names as Python knows them; the first reads UTF-8 with and without a byte order mark."""

_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_WIDE: Final = re.compile("[\u0800-\U0010ffff]")
_MISREAD: Final = re.compile(
    "[\u0321-\u0383\u03cf-\u07ff]"  # neither accents nor the Greek of formulas
    "|(?![\xa0-\xbf×÷μΩΔ]{2})"  # signs of units do stand side by side
    "(?:[\u0100-\u07ff][\x80-\u07ff]|[\x80-\u07ff][\u0100-\u07ff])"
)


def find_encoding(read: Callable[[], Iterable[bytes]]) -> Encoding | None:
    """The encoding of a text, None if it is in neither.

    :param read: gives the text piece by piece, each time from its beginning; the first piece is
        longer than two bytes unless the text is not. One piece at a time is held.
    """
    clues = _Clues()
    if _fits("utf-8", read(), clues.look):
        # GB18030 has every pair of bytes that is a letter below U+0800.
        return "gb18030" if clues.misread and not clues.wide else "utf-8-sig"
    marked = next(iter(read()), b"").startswith(codecs.BOM_UTF8)
    return "gb18030" if not marked and _fits("gb18030", read()) else None


def decode_text(content: bytes) -> str | None:
    """The whole of a text, None if it is in neither encoding."""
    encoding = find_encoding(lambda: (content,))
    return None if encoding is None else content.decode(encoding)


class _Clues:
    """What the characters of a text say if it is UTF-8: ``wide`` that it is, ``misread`` not.

    A byte order mark is wide too.
    """

    def __init__(self) -> None:
        self.wide = self.misread = False
        self._last = ""

    def look(self, text: str) -> None:
        """Look at the next stretch of the text."""
        text = self._last + text
        self._last = text[-1:]
        if self.wide or text.isascii():
            return
        runs = set(_FOREIGN.findall(text))
        self.wide = any(_WIDE.search(run) for run in runs)
        self.misread = self.misread or any(_MISREAD.search(run) for run in runs)


def _fits(
    encoding: Literal["utf-8", "gb18030"],
    pieces: Iterable[bytes],
    look: Callable[[str], None] = lambda _: None,
) -> bool:
    """Whether a text can be decoded; shows it while it does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in pieces:
            look(decoder.decode(piece))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
