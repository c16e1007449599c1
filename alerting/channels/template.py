"""Templates: texts with ``{address}`` and the like, filled so that nothing breaks out of its place.

Pure. What a placeholder may hold is any text at all, so each place has its own way of escaping:
JSON, form, URL, header, XML. Only ``{word}`` and ``{word:35}`` (at most 35 characters) of known
words are placeholders; other braces stand for themselves, so that JSON can be written as it is.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from alerting.notice import Letter

FACTS: Final = (
    "alarm",
    "alarms",
    "source",
    "condition",
    "hazard",
    "hazard_name",
    "value",
    "limit",
    "unit",
    "raised_at",
    "called_at",
    "step",
    "person",
    "name",
    "park",
)
"""What a letter's facts may be called in a template; one that a letter lacks is empty."""

PLACEHOLDERS: Final = frozenset({"address", "text", "key", "priority", "secret", *FACTS})

_MARK: Final = re.compile(r"\{([a-z_]+)(?::(\d{1,4}))?\}")
_PRINTABLE: Final = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
_BLANK: Final = frozenset({"Cc", "Zl", "Zp"})
_NO_CHARACTER: Final = frozenset("\ufffe\uffff")

Escape = Callable[[str], str]


class TemplateError(ValueError):
    """A template names a placeholder that there is not."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders.

    ``pieces`` are literal texts and (name, most characters) by turns, texts first and last.
    """

    texts: tuple[str, ...]
    marks: tuple[tuple[str, int | None], ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        """:raises TemplateError: naming the unknown placeholder."""
        texts, marks, end = [], [], 0
        for match in _MARK.finditer(text):
            if match[1] not in PLACEHOLDERS:
                known = " ".join(sorted(PLACEHOLDERS))
                raise TemplateError(f"{{{match[1]}}} is no placeholder; there are: {known}")
            texts.append(text[end : match.start()])
            marks.append((match[1], int(match[2]) if match[2] else None))
            end = match.end()
        return cls((*texts, text[end:]), tuple(marks))

    @property
    def names(self) -> frozenset[str]:
        """The placeholders in it."""
        return frozenset(name for name, _ in self.marks)

    def fill(self, values: Mapping[str, str], escape_text: Escape) -> str:
        """The text with every placeholder replaced by its value, cut and then escaped."""
        filled = [self.texts[0]]
        for (name, most), text in zip(self.marks, self.texts[1:], strict=True):
            filled += [escape_text(values.get(name, "")[:most]), text]
        return "".join(filled)


def list_values(letter: Letter, secret: str = "") -> dict[str, str]:
    """What the placeholders stand for in one letter, each on one line."""
    own = {
        "address": letter.address,
        "text": letter.text,
        "key": letter.key,
        "priority": letter.priority.word,
    }
    return {name: clean(value) for name, value in {**letter.facts, **own}.items()} | {
        "secret": secret
    }


def clean(text: str) -> str:
    """A text on one line, of characters that every encoding has: no control may reach a header,
    and half a surrogate pair can't be sent at all.
    """
    return "".join(map(_clean_character, text))


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BLANK:
        return " "
    return "\ufffd" if category == "Cs" or character in _NO_CHARACTER else character


def escape_json(text: str) -> str:
    """For the inside of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def escape_url(text: str) -> str:
    """For a form's value, and for a part of a path or a query: one that is only dots would climb
    out of its path.
    """
    quoted = quote(text, safe="")
    return quoted.replace(".", "%2E") if not quoted.strip(".") else quoted


def escape_header(text: str) -> str:
    """For a header's value: what is not printable ASCII percent-encoded, as in a URL."""
    return quote(text, safe=_PRINTABLE)


def escape_xml(text: str) -> str:
    """For XML text and attributes in either quotes."""
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def keep_as_is(text: str) -> str:
    """For plain text."""
    return text


ESCAPES: Final[Mapping[str, Escape]] = {
    "application/json": escape_json,
    "application/x-www-form-urlencoded": escape_url,
    "application/xml": escape_xml,
    "text/xml": escape_xml,
    "text/plain": keep_as_is,
}
"""How a body is escaped, by its content type."""
