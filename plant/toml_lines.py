"""Where each key of a TOML text stands: the line numbers that the standard parser does not give.

The text has been parsed already, so it is known to be well-formed TOML 1.0; this scan only walks
over it and notes where keys, tables and array items begin. It judges nothing and reads no values.
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter

from plant.complaint import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'",
    re.DOTALL,
)
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_BARE = re.compile(r"[^,\]}#\n]*")


def find_lines(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table, key and array item of a TOML text.

    :param text: well-formed TOML 1.0; line ends may be LF or CRLF.
    """
    return _Scan(text).run()


class _Scan:
    """One walk over a text: ``place`` is the next character, ``lines`` what was found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[Path, int] = {}
        self.items: Counter[Path] = Counter()

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_BLANK)
        while self.place < len(self.text):
            if self.text[self.place] == "[":
                table = self.read_header()
            else:
                self.read_pair(table)
            self.skip(_BLANK)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.place)
        if match is None:
            return ""
        self.place = match.end()
        return match.group()

    def note(self, path: Path, start: int) -> None:
        self.lines.setdefault(path, bisect_right(self.starts, start))

    def read_header(self) -> Path:
        start = self.place
        bracket = "[[" if self.text.startswith("[[", start) else "["
        self.place += len(bracket)
        self.skip(_BLANK)
        *outer, last = self.read_key()
        self.skip(_BLANK)
        self.place += len(bracket)
        path: Path = (*self.locate(outer), last)
        self.note(path, start)
        if bracket == "[[":
            self.items[path] += 1
            path = (*path, self.items[path] - 1)
            self.note(path, start)
        return path

    def locate(self, keys: list[str]) -> Path:
        """The path of a header's outer tables; of an array of tables the latest is meant."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.items:
                path = (*path, self.items[path] - 1)
        return path

    def read_key(self) -> list[str]:
        keys = [_unquote(self.skip(_KEY))]
        while self.skip(_DOT):
            keys.append(_unquote(self.skip(_KEY)))
        return keys

    def read_pair(self, table: Path) -> None:
        start = self.place
        path = (*table, *self.read_key())
        self.note(path, start)
        self.place = self.text.index("=", self.place) + 1
        self.skip(_BLANK)
        self.read_value(path)

    def read_value(self, path: Path) -> None:
        opening = self.text[self.place]
        if opening == "[":
            self.read_array(path)
        elif opening == "{":
            self.read_inline_table(path)
        elif not self.skip(_STRING):
            self.skip(_BARE)

    def read_array(self, path: Path) -> None:
        item = 0
        while not self.closes("]"):
            self.note((*path, item), self.place)
            self.read_value((*path, item))
            item += 1

    def read_inline_table(self, path: Path) -> None:
        while not self.closes("}"):
            self.read_pair(path)

    def closes(self, bracket: str) -> bool:
        """Step over an opening bracket or a comma; whether the closing bracket followed."""
        self.skip(_BLANK)
        if self.text[self.place] != bracket:
            self.place += 1
            self.skip(_BLANK)
        closed = self.text[self.place] == bracket
        self.place += closed
        return closed


def _unquote(key: str) -> str:
    if key.startswith(('"', "'")):
        return next(iter(tomllib.loads(f"{key} = 0")))
    return key
