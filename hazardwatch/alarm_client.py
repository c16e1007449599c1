"""``alarms list|tail|ack|shelve|unshelve``: a client of a running platform."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

import typer
from rich.console import Console
from rich.table import Table

from hazardwatch.exit_code import Exit
from plant.condition import Priority
from plant.wording import HELD, PRIORITY_WORDS, STATES

PAGE = 500
BUSY = 429
ASKS = 5
"""So often a platform is asked that has too much to do just now."""
LONGEST_WAIT_S = 5.0
_COLOURS = {"critical": "bold red", "high": "dark_orange", "medium": "yellow", "low": "white"}


class ClientError(Exception):
    """The platform said no, or nothing; ``code`` is the command's exit code."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code


class _BusyError(ClientError):
    """The platform has too much to do, or this client asks too much; nothing was done."""

    def __init__(self, error: urllib.error.HTTPError) -> None:
        super().__init__(_read_problem(error), Exit.FINDINGS)
        told = error.headers.get("Retry-After", "")
        self.wait_s = min(float(told) if told.isdecimal() else 1.0, LONGEST_WAIT_S)


class Client:
    """A logged-in client of one platform.

    :raises ClientError: the address is none, nobody is there, or the login is refused.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = _read_url(url)
        self._token = ""
        answer = self.call("POST", "auth/login", {"username": user, "password": password})
        self._token = str(answer["token"])

    @property
    def token(self) -> str:
        """The session's token."""
        return self._token

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One REST call below ``/api/v1``; where the platform has too much to do, a little later.

        :raises ClientError: with the problem's own words.
        """
        for _ in range(ASKS - 1):
            try:
                return self._ask(method, path, body)
            except _BusyError as busy:
                time.sleep(busy.wait_s)
        return self._ask(method, path, body)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        request = urllib.request.Request(  # noqa: S310 -- the address is the operator's own
            f"{self.url}/api/v1/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- as above
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == BUSY:
                raise _BusyError(error) from error
            raise ClientError(_read_problem(error), Exit.FINDINGS) from error
        except (OSError, HTTPException, ValueError) as error:  # ValueError: what comes is no JSON
            raise ClientError(f"{self.url}: {error}", Exit.UNREACHABLE) from error


def list_alarms(url: str, user: str, password: str, *, as_json: bool) -> Exit:
    """Print the alarms that stand or wait."""
    try:
        rows = _read_all(Client(url, user, password))
    except ClientError as error:
        return tell(error)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        Console().print(_draw(rows))
    return Exit.OK


def act_on_alarms(
    url: str,
    user: str,
    password: str,
    action: str,
    alarms: Sequence[str],
    body: Mapping[str, Any],
    *,
    as_json: bool,
) -> Exit:
    """Do one thing to several alarms, one by one; 1 if any could not be.

    :param action: the last part of the path, e.g. ``acknowledge``.
    :param body: what to send with each.
    """
    code = Exit.OK
    answers = []
    try:
        client = Client(url, user, password)
    except ClientError as error:
        return tell(error)
    for alarm in alarms:
        refusal = _act(client, alarm, action, body)
        answers.append({"id": alarm, "ok": refusal is None, "detail": str(refusal or "")})
        if refusal is not None:
            code = refusal.code if as_json else tell(refusal)
    if as_json:
        print(json.dumps(answers, ensure_ascii=False))
    return code


def _act(client: Client, alarm: str, action: str, body: Mapping[str, Any]) -> ClientError | None:
    try:
        client.call("POST", f"alarms/{quote(alarm, safe='')}/{action}", body)
    except ClientError as error:
        return error
    return None


def tail_alarms(url: str, user: str, password: str, *, as_json: bool) -> Exit:
    """Print every change of an alarm as it comes, until Ctrl-C or the platform ends."""
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    try:
        client = Client(url, user, password)
        with connect(client.url.replace("http", "ws", 1) + "/api/v1/live") as socket:
            socket.send(json.dumps({"t": "auth", "token": client.token}))
            socket.send(json.dumps({"t": "sub", "id": "tail", "stream": "alarms"}))
            for text in socket:
                _print_frame(json.loads(text), as_json=as_json)
    except ClientError as error:
        return tell(error)
    except (WebSocketException, OSError) as error:
        typer.echo(f"{url}: {error}", err=True)
        return Exit.UNREACHABLE
    except KeyboardInterrupt:
        return Exit.OK
    return Exit.UNREACHABLE


def _read_all(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.call("GET", f"alarms?limit={PAGE}{cursor}")
        rows += page["items"]
        if not page["next"]:
            return rows
        cursor = f"&cursor={quote(page['next'], safe='')}"


def _print_frame(frame: Mapping[str, Any], *, as_json: bool) -> None:
    if frame["t"] not in ("snap", "delta"):
        return
    rows = frame.get("rows") or [op[2] for op in frame.get("ops", []) if op[0] == "u"]
    gone = [op[1] for op in frame.get("ops", []) if op[0] == "d"]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if as_json else _line(row), flush=True)
    for key in gone:
        print(
            json.dumps({"id": key, "state": "normal"})
            if as_json
            else f"{key}  {STATES['normal'].zh}"
        )


def _line(row: Mapping[str, Any]) -> str:
    priority, state, alarm, message = _say(row)
    return f"{priority}  {state}  {alarm:<24}  {message}"


def _draw(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("级别", "状态", "报警", "说明")
    for row in sorted(rows, key=_urgency):
        table.add_row(*_say(row), style=_COLOURS.get(str(row["priority"]), "white"))
    return table


def _urgency(row: Mapping[str, Any]) -> tuple[int, int]:
    """The most urgent first, then the newest."""
    return -_read_priority(row), -(row["raised_at"] or 0)


def _say(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """An alarm in the operator's words: priority, state and what holds it, id, message."""
    priority = PRIORITY_WORDS[_read_priority(row)]
    state, held = STATES[str(row["state"])].zh, row.get("held")
    told = f"{state}·{HELD[str(held)].zh}" if held else state
    return priority.zh, told, str(row["id"]), str(row["message"]["zh"])


def _read_priority(row: Mapping[str, Any]) -> Priority:
    return Priority[str(row["priority"]).upper()]


def _read_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        fit = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fit = False
    if not fit or "@" in parts.netloc:
        raise ClientError(
            "--url: an address reads http[s]://host:port; who logs in is --user's to say",
            Exit.USAGE,
        )
    return url.rstrip("/")


def tell(error: ClientError) -> Exit:
    typer.echo(str(error), err=True)
    return error.code


def _read_problem(error: urllib.error.HTTPError) -> str:
    try:
        problem = json.load(error)
        return f"{problem['title']}: {problem.get('detail') or ''}".rstrip(": ")
    except (ValueError, KeyError, TypeError):
        return f"HTTP {error.code}"
