"""A provider's answer: taken or not, for good or not, and by which number.

Pure: status and body in, a receipt or an error out. What can't be read is no success: then nobody
knows whether somebody was told, and it is better to tell twice.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from alerting.channels.template import clean
from alerting.notice import ChannelError, Receipt

LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a provider's answers mean.

    ``status``: those that are a success, empty: 200 to 299. ``code``: JSON pointer (RFC 6901) to
    what tells success in the body, which is one of ``success``; empty where the status says all.
    Failures of ``lasting_status`` or with a code of ``lasting`` last. ``reference`` and ``detail``
    are pointers to the provider's own number and to its reason.
    """

    status: tuple[int, ...] = ()
    code: str = ""
    success: tuple[str, ...] = ()
    lasting_status: tuple[int, ...] = ()
    lasting: tuple[str, ...] = ()
    reference: str = ""
    detail: str = ""

    @property
    def reads_body(self) -> bool:
        return bool(self.code or self.reference or self.detail)


def judge(
    expectation: Expectation, status: int, body: bytes | None, secrets: Iterable[str] = ()
) -> Receipt:
    """The receipt for an answer.

    :param body: None where it was too long or not read.
    :param secrets: what no reason may quote, should the provider send it back.
    :raises ChannelError: it was not taken.
    """
    document = _read(body)
    code = find(document, expectation.code) if expectation.code else ""
    if _is_success(status, expectation.status) and (
        not expectation.code or code in expectation.success
    ):
        return Receipt(_shorten(find(document, expectation.reference), secrets))
    detail = find(document, expectation.detail) if expectation.detail else ""
    said = " ".join(part for part in (f"HTTP {status}", code, detail) if part)
    if expectation.code and document is None:
        said += " and no JSON that could be read"
    if 300 <= status < 400:
        said += ": redirects are not followed"
    lasting = status in expectation.lasting_status or (bool(code) and code in expectation.lasting)
    raise ChannelError(_shorten(said, secrets), lasting=lasting)


def find(document: Any, pointer: str) -> str:
    """What a JSON pointer points to, as text; empty where there is nothing or no pointer."""
    if not pointer:
        return ""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict) and key in document:
            document = document[key]
        elif isinstance(document, list) and key.isdecimal() and int(key) < len(document):
            document = document[int(key)]
        else:
            return ""
    return document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)


def _is_success(status: int, wanted: tuple[int, ...]) -> bool:
    return status in wanted if wanted else 200 <= status < 300


def _read(body: bytes | None) -> Any:
    """The JSON of a body, None where it is none."""
    try:
        return None if body is None else json.loads(body)
    except (ValueError, RecursionError):
        return None


def _shorten(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    text = clean(text)
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"
