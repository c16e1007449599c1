"""Signatures that vendors of messages ask for, as their documentation defines them.

Pure: the instant and the nonce come in. Alibaba Cloud's RPC style (签名机制 V2, signature version
1.0, HMAC-SHA1) signs a form's fields, Tencent Cloud's TC3-HMAC-SHA256 (签名方法 v3) a JSON body.
The tests recompute both vendors' published examples.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlsplit

from alerting.channels.web_request import WebRequest, with_form
from plant.reading import Instant

_TC3: Final = "TC3-HMAC-SHA256"


def sign_aliyun(
    request: WebRequest, key_id: str, secret: str, now: Instant, nonce: str
) -> WebRequest:
    """A form with the common fields of Alibaba Cloud's RPC style and its signature.

    :param nonce: used once; two requests with one are taken for a replay.
    """
    form = {
        **(request.form or {}),
        "AccessKeyId": key_id,
        "Format": "JSON",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": nonce,
        "SignatureVersion": "1.0",
        "Timestamp": f"{_moment(now):%Y-%m-%dT%H:%M:%SZ}",
    }
    signature = compute_aliyun(request.method, form, secret)
    return with_form(request, {**form, "Signature": signature})


def compute_aliyun(method: str, form: Mapping[str, str], secret: str) -> str:
    """The signature over all fields but itself, in Base64."""
    fields = "&".join(f"{_quote(name)}={_quote(form[name])}" for name in sorted(form))
    text = f"{method}&%2F&{_quote(fields)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def sign_tencent(request: WebRequest, key_id: str, secret: str, now: Instant) -> WebRequest:
    """A request with the headers ``X-TC-Timestamp`` and ``Authorization`` of Tencent Cloud.

    The service is the first part of the host (``sms.tencentcloudapi.com``); signed are the content
    type, the host and, where it is there, ``X-TC-Action``.
    """
    host = urlsplit(request.url).hostname or ""
    given = {name.lower(): value for name, value in request.headers.items()}
    signed = {"content-type": given.get("content-type", ""), "host": host}
    if "x-tc-action" in given:
        signed["x-tc-action"] = given["x-tc-action"].lower()
    service, seconds = host.partition(".")[0], now // 1000
    scope = f"{_moment(now):%Y-%m-%d}/{service}/tc3_request"
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    names = ";".join(signed)
    whole = f"{request.method}\n/\n\n{lines}\n{names}\n{hashlib.sha256(request.body).hexdigest()}"
    text = f"{_TC3}\n{seconds}\n{scope}\n{hashlib.sha256(whole.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    authorization = (
        f"{_TC3} Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    more = {"X-TC-Timestamp": str(seconds), "Authorization": authorization}
    return replace(request, headers={**request.headers, **more})


def _quote(text: str) -> str:
    """Percent-encoding by RFC 3986."""
    return quote(text, safe="")


def _moment(now: Instant) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC)
