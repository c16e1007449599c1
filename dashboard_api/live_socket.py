"""The websocket ``/api/v1/live``: moves frames between one socket and the hub.

The thin shell around :mod:`dashboard_api.live`: it authenticates, decodes what comes and has
:mod:`dashboard_api.live_rounds` send what the client's outbox holds. Neither waits for the other,
so that a client that does not read can still be closed and nobody waits for it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Mapping, Sequence
from typing import Final

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from alerting.alarm import Answer, Command, CommandKind, Outcome
from dashboard_api import frames, wire
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_trail import describe_command, describe_stranger
from dashboard_api.commands import SCOPES, NotConfirmedError, carry_out, make_command
from dashboard_api.incoming import UnreadableError, WrongShapeError, decode_frame
from dashboard_api.live import AUTH, MALFORMED, RATE, SCOPE, Client, Hub, LiveLimits
from dashboard_api.live_connection import run_until_first
from dashboard_api.live_protocol import find_line
from dashboard_api.live_rounds import Rounds
from dashboard_api.passwords import find_witness
from dashboard_api.people import People, Session
from dashboard_api.ports import AlarmDesk, Ports
from dashboard_api.problems import ProblemError, make_problem
from dashboard_api.reach import WHOLE_SITE, Reaches
from dashboard_api.reach_ports import AlarmsWithin
from dashboard_api.tickets import Tickets

PUMP_S: Final = 0.02
"""How often the hub is asked what has fallen due."""

GOODBYE_S: Final = 5.0
"""How long ``bye`` may take, and then the closing; who reads nothing is closed without it."""

_KINDS: Final[Mapping[type[frames.CommandFrame], CommandKind]] = {
    frames.Ack: CommandKind.ACKNOWLEDGE,
    frames.Comment: CommandKind.COMMENT,
    frames.Shelve: CommandKind.SHELVE,
    frames.Unshelve: CommandKind.UNSHELVE,
}
"""What each frame asks for."""

_log = structlog.get_logger(__name__)


class LeaveError(Exception):
    """The conversation is over; ``code`` closes the socket."""

    def __init__(self, code: int, retry_ms: int = 1_000) -> None:
        super().__init__(str(code))
        self.bye = frames.Bye(code=code, retry_ms=retry_ms)


class Allowance:
    """A token bucket: how many frames a client may send, on a clock in seconds."""

    def __init__(self, limits: LiveLimits, clock: float) -> None:
        self._limits = limits
        self._left = limits.frames_at_once
        self._clock = clock

    def spend(self, clock: float) -> bool:
        """Whether one more frame is within bounds."""
        refill = (clock - self._clock) * self._limits.frames_a_second
        self._left = min(self._left + refill, self._limits.frames_at_once) - 1.0
        self._clock = clock
        return self._left >= 0.0


class LiveSocket:
    """Serves every connection to the live websocket, and keeps the hub going."""

    def __init__(
        self,
        ports: Ports,
        hub: Hub,
        people: People,
        tickets: Tickets,
        reaches: Reaches,
        audit: AuditLog,
    ) -> None:
        self._ports = ports
        self._reaches = reaches
        self._hub = hub
        self._people = people
        self._tickets = tickets
        self._audit = audit
        self._rounds = Rounds()

    async def pump(self) -> None:
        """Call the hub when things fall due, until cancelled. One fault does not end it."""
        loop = asyncio.get_running_loop()
        while True:
            more = False
            try:
                more = self._hub.pump(loop.time() * 1000.0, self._ports.now())
                self._dismiss_expired()
            except Exception:  # noqa: BLE001 - silence on every screen would be the worse answer
                _log.exception("live pump failed")
                await asyncio.sleep(PUMP_S)
            await asyncio.sleep(0 if more else PUMP_S)

    def _dismiss_expired(self) -> None:
        wall = self._ports.wall()
        for client in self._hub.clients:
            if not self._people.lasts(client.session, wall):
                client.dismiss(AUTH, 0)

    async def serve(self, socket: WebSocket) -> None:
        """One connection from handshake to close."""
        await socket.accept()
        try:
            await self._converse(socket)
        except LeaveError as leaving:
            await self._say_goodbye(socket, leaving.bye)
        except WebSocketDisconnect as gone:
            _log.debug("live client gone", code=gone.code)

    async def _converse(self, socket: WebSocket) -> None:
        hello = frames.Hello(
            proto=frames.PROTOCOL,
            epoch=self._hub.alarms.epoch,
            heartbeat_ms=self._hub.limits.heartbeat_ms,
            now=self._ports.now(),
            max_subs=self._hub.limits.subscriptions,
        )
        await _send(socket, hello)
        session = await self._authenticate(socket)
        client = self._hub.join(session)
        if client is None:
            await self._note_refusal(socket, RATE, session.name)
            raise LeaveError(RATE, 10_000)
        try:
            client.answer(_greet(session))
            await self._exchange(socket, client)
        finally:
            self._hub.leave(client)

    async def _authenticate(self, socket: WebSocket) -> Session:
        try:
            async with asyncio.timeout(self._hub.limits.auth_ms / 1000.0):
                frame = decode_frame(await self._receive(socket))
                while frame is None:
                    frame = decode_frame(await self._receive(socket))
        except (TimeoutError, LeaveError, UnreadableError, WrongShapeError) as error:
            raise LeaveError(AUTH) from error
        if not isinstance(frame, frames.Auth):
            raise LeaveError(AUTH)
        return await self._recognise(socket, frame)

    async def _recognise(self, socket: WebSocket, frame: frames.Auth) -> Session:
        wall = self._ports.wall()
        session = None
        if frame.ticket is not None:
            session = self._tickets.redeem(frame.ticket, wall)
        elif frame.token is not None:
            session = self._people.who(frame.token, wall)
        if session is None or not self._people.lasts(session, wall):
            await self._note_refusal(socket, AUTH)
            raise LeaveError(AUTH)
        if "read" not in session.rights:
            await self._note_refusal(socket, SCOPE, session.name)
            raise LeaveError(SCOPE)
        return session

    async def refuse_origin(self, socket: WebSocket) -> None:
        """Turn away a page of another origin: the handshake is answered 403."""
        act = describe_stranger(socket.scope, 403, "foreign-request", self._ports.wall())
        await self._audit.record_refusal(act)
        await socket.close()

    async def _note_refusal(self, socket: WebSocket, code: int, actor: str = "") -> None:
        act = describe_stranger(socket.scope, code, "", self._ports.wall(), actor)
        await self._audit.record_refusal(act)

    async def _exchange(self, socket: WebSocket, client: Client) -> None:
        """Read and deliver until the client ends it or is dismissed."""
        with self._rounds.deliver(client, find_line(socket.scope)):
            await run_until_first(client, self._read(socket, client))
        if client.farewell is not None:
            raise LeaveError(client.farewell.code, client.farewell.retry_ms)

    async def _read(self, socket: WebSocket, client: Client) -> None:
        loop = asyncio.get_running_loop()
        allowance = Allowance(self._hub.limits, loop.time())
        while True:
            text = await self._receive(socket)
            if not allowance.spend(loop.time()):
                raise LeaveError(RATE, 10_000)
            try:
                frame = decode_frame(text)
            except UnreadableError as error:
                raise LeaveError(MALFORMED) from error
            except WrongShapeError as wrong:
                problem = make_problem(422, "invalid-frame", str(wrong))
                client.answer(frames.Result(id=wrong.name, problem=problem))
            else:
                await self._handle(socket, client, frame)

    async def _receive(self, socket: WebSocket) -> str:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if not isinstance(text, str) or len(text) > self._hub.limits.characters:
            raise LeaveError(MALFORMED)
        return text

    async def _handle(
        self, socket: WebSocket, client: Client, frame: msgspec.Struct | None
    ) -> None:
        match frame:
            case frames.Auth():
                session = await self._recognise(socket, frame)
                if session.place != client.session.place:
                    raise LeaveError(SCOPE)  # what it has been sent is another place's
                client.session = session
                client.answer(_greet(session))
            case frames.Sub():
                wrong = self._hub.subscribe(client, frame)
                if wrong:
                    problem = make_problem(422, "invalid-subscription", wrong)
                    client.answer(frames.Result(id=frame.id, problem=problem))
            case frames.Unsub():
                self._hub.unsubscribe(client, frame.id)
            case frames.CommandFrame():
                session = client.session
                answer = await self._command(session, frame)
                acts = describe_command(frame, session, socket.scope, answer, self._ports.wall())
                await self._audit.record([*acts])
                client.answer(answer)

    async def _command(self, session: Session, frame: frames.CommandFrame) -> frames.Result:
        kind = _KINDS[type(frame)]
        scope = SCOPES[kind]
        if scope not in session.rights:
            problem = make_problem(403, "forbidden", f"needs the right to {scope}")
            return frames.Result(id=frame.id, problem=problem)
        hold = frame.hold if isinstance(frame, frames.Shelve) else wire.HoldRequest()
        try:
            witness = await find_witness(
                self._people, session, hold.second, scope, self._ports.wall()
            )
        except ProblemError as error:
            return frames.Result(id=frame.id, problem=error.problem)
        commands = [
            make_command(kind, seen.key, session, frame.reason, seen.version, hold, witness)
            for seen in frame.alarms
        ]
        try:
            answers = await carry_out(self._alarms_of(session), commands)
        except NotConfirmedError as error:
            return frames.Result(
                id=frame.id, problem=make_problem(503, "not-confirmed", str(error))
            )
        return sort_answers(frame.id, commands, answers)

    def _alarms_of(self, session: Session) -> AlarmDesk:
        alarms = self._ports.alarms
        if session.place == WHOLE_SITE:
            return alarms
        return AlarmsWithin(alarms, self._reaches.find(session.place))

    async def _say_goodbye(self, socket: WebSocket, bye: frames.Bye) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            await _attempt(_send(socket, bye))
            await _attempt(socket.close(bye.code))


async def _attempt(farewell: Awaitable[None]) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_S):
            await farewell


async def _send(socket: WebSocket, frame: msgspec.Struct) -> None:
    await socket.send_text(msgspec.json.encode(frame).decode())


def _greet(session: Session) -> frames.AuthOk:
    return frames.AuthOk(session.name, list(session.rights), session.expires)


def sort_answers(
    name: frames.FrameId, commands: Sequence[Command], answers: Sequence[Answer]
) -> frames.Result:
    """The result frame of a command: each alarm's key under its outcome."""
    sorted_out: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    refused = []
    for command, answer in zip(commands, answers, strict=True):
        sorted_out[answer.outcome].append(command.alarm)
        if answer.outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
            refused.append(frames.Refused(command.alarm, answer.detail or answer.outcome.value))
    return frames.Result(
        id=name,
        ok=sorted_out[Outcome.DONE],
        conflict=sorted_out[Outcome.CONFLICT],
        versions={
            answer.alarm.id: answer.alarm.version
            for answer in answers
            if answer.outcome is Outcome.CONFLICT and answer.alarm
        },
        refused=refused,
    )
