"""The pages on which single sign-on ends: the way back into the console, or why there is none.

In Chinese and English, without a script, and always with the way to log in with an account of this
house: who stands before it may be the only one on duty.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from starlette.responses import HTMLResponse

from dashboard_api.oidc_port import NotLetInError, Why
from plant.wording import Words


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and what to do about it."""

    status: HTTPStatus
    what: Words
    remedy: Words


_ADMINISTRATOR: Final = Words(
    "请将下面一行告诉平台管理员。", "Tell the platform's administrator the line below."
)

TROUBLES: Final[Mapping[Why, Trouble]] = {
    Why.UNREACHABLE: Trouble(
        HTTPStatus.BAD_GATEWAY,
        Words("认证系统没有应答", "The identity provider does not answer"),
        Words(
            "请用本地账户登录；认证系统恢复后可再次使用统一身份认证。",
            "Log in with a local account; single sign-on works again when the provider does.",
        ),
    ),
    Why.REFUSED: Trouble(
        HTTPStatus.BAD_GATEWAY,
        Words("认证系统拒绝了本平台的请求", "The identity provider refused the platform's request"),
        _ADMINISTRATOR,
    ),
    Why.CANCELLED: Trouble(
        HTTPStatus.FORBIDDEN,
        Words("登录已取消，或认证系统不允许您登录", "The login was cancelled or denied there"),
        Words(
            "请重新登录；如仍被拒绝，请联系认证系统管理员。",
            "Log in again; if it is denied again, ask the provider's administrator.",
        ),
    ),
    Why.STALE: Trouble(
        HTTPStatus.BAD_REQUEST,
        Words(
            "此次登录已超时、已用过，或不是在本浏览器中开始的",
            "This login took too long, was used already, or did not begin in this browser",
        ),
        Words(
            "请重新登录，并从开始登录的同一个浏览器窗口完成。",
            "Log in again, and finish in the browser window in which you begin.",
        ),
    ),
    Why.CODE: Trouble(
        HTTPStatus.BAD_REQUEST,
        Words(
            "认证系统给出的登录码已过期或已用过",
            "The provider's code for this login has expired or was used already",
        ),
        Words("请重新登录。", "Log in again."),
    ),
    Why.CLOCK: Trouble(
        HTTPStatus.FORBIDDEN,
        Words(
            "平台与认证系统的时钟不一致",
            "The clocks of the platform and of the identity provider disagree",
        ),
        Words(
            "请用本地账户登录，并请管理员检查两边的时间同步（NTP）。",
            "Log in with a local account; the administrator has to check both clocks (NTP).",
        ),
    ),
    Why.UNTRUSTED: Trouble(
        HTTPStatus.FORBIDDEN,
        Words(
            "认证系统的应答未通过校验，未予登录",
            "The provider's answer did not pass the checks; nobody was logged in",
        ),
        _ADMINISTRATOR,
    ),
    Why.NO_NAME: Trouble(
        HTTPStatus.FORBIDDEN,
        Words("认证系统没有给出可用的姓名", "The provider gave no name that can be used"),
        _ADMINISTRATOR,
    ),
    Why.NO_ROLE: Trouble(
        HTTPStatus.FORBIDDEN,
        Words(
            "您在认证系统中没有对应本平台角色的组",
            "You are in no group that has a role on this platform",
        ),
        Words(
            "请管理员把您加入相应的组，或在 [oidc.roles] 中写明对应的角色，然后重新登录。",
            "Have the administrator add you to a group, or map one in [oidc.roles]; log in again.",
        ),
    ),
    Why.NO_PLACE: Trouble(
        HTTPStatus.FORBIDDEN,
        Words(
            "您的账户所属的企业或区域缺失，或本平台没有",
            "Your account's enterprise or area is missing, or unknown to this platform",
        ),
        _ADMINISTRATOR,
    ),
    Why.NAME_TAKEN: Trouble(
        HTTPStatus.FORBIDDEN,
        Words(
            "此名称已属于另一个账户，为避免混淆未予登录",
            "This name belongs to another account; to keep them apart nobody was logged in",
        ),
        _ADMINISTRATOR,
    ),
}

_PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}
<style>{style}</style>
</head>
<body><main>
{body}
</main></body>
</html>
"""


def show_way_in(to: str) -> HTMLResponse:
    """Leads on into the console by the page itself.

    A redirect would still be the provider's doing, on which browsers send no strict cookie. The
    fragment tells the console that there is a session, of which its own cookie tells it nothing.
    """
    address = escape(f"{to}#signed-in")
    return _render(
        f'<title>登录 Log in</title><meta http-equiv="refresh" content="0;url={address}">',
        f'<p>已登录 Logged in: <a href="{address}">打开控制台 open the console</a></p>',
    )


def show_trouble(error: NotLetInError) -> HTMLResponse:
    """Says why somebody is not let in, and what to do."""
    trouble = TROUBLES[error.why]
    what, remedy = trouble.what, trouble.remedy
    name = f"{error.why}: {error.detail}" if error.detail else str(error.why)
    return _render(
        f"<title>{escape(what.zh)} {escape(what.en)}</title>",
        f"<h1>{escape(what.zh)}</h1>\n"
        f'<p lang="en">{escape(what.en)}</p>\n'
        f"<p><b>{escape(remedy.zh)}</b></p>\n"
        f'<p lang="en">{escape(remedy.en)}</p>\n'
        f"<p><code>{escape(name)}</code></p>\n"
        '<p><a class="button" href="/">返回登录页（可用本地账户） '
        '<span lang="en">Back to the login, also for local accounts</span></a></p>',
        trouble.status,
    )


def _render(head: str, body: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    style = _read_style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    }
    return HTMLResponse(_PAGE.format(head=head, style=style, body=body), status, headers)


@cache
def _read_style() -> str:
    return files("dashboard_api").joinpath("oidc_page.css").read_text(encoding="utf-8")
