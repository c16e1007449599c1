"""Carrying out people's commands, for REST and the websocket alike.

The dashboard passes them on and reports the answers; what they mean is alerting's business.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from alerting.alarm import Answer, Command, CommandKind
from dashboard_api import wire
from dashboard_api.people import Session
from dashboard_api.ports import AlarmDesk, UnavailableError

ANSWER_WITHIN_S: Final = 10.0

SCOPES: Final[Mapping[CommandKind, str]] = {
    CommandKind.ACKNOWLEDGE: "acknowledge",
    CommandKind.RESET: "reset",
    CommandKind.COMMENT: "comment",
    CommandKind.SHELVE: "shelve",
    CommandKind.UNSHELVE: "shelve",
    CommandKind.SUPPRESS: "shelve",
    CommandKind.REMOVE_FROM_SERVICE: "service",
    CommandKind.RETURN_TO_SERVICE: "service",
}
"""The scope that a command needs, whichever way it comes."""


class NotConfirmedError(Exception):
    """Nobody knows yet whether the command took effect: the screen has to show what follows."""


def make_command(
    kind: CommandKind,
    alarm: str,
    session: Session,
    reason: str,
    version: int | None,
    hold: wire.HoldRequest,
    witness: str,
    exact: int | None = None,
) -> Command:
    """A person's wish for one alarm, as alerting takes it."""
    return Command(
        kind,
        alarm,
        session.name,
        reason,
        version,
        exact,
        role=session.role,
        duration_ms=None if hold.duration_s is None else round(1000 * hold.duration_s),
        once=hold.once,
        witness=witness,
        work_order=hold.work_order,
    )


async def carry_out(desk: AlarmDesk, commands: Sequence[Command]) -> Sequence[Answer]:
    """One answer a command, once they are durable.

    Who asked may go away meanwhile; the commands are carried out to their end all the same.

    :raises NotConfirmedError: the journal is away or did not commit in time.
    """
    if not commands:
        return []
    doing = asyncio.ensure_future(desk.command(commands))
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await asyncio.shield(doing)
    except TimeoutError as error:
        wait = f"not confirmed within {ANSWER_WITHIN_S:g} s; it may still take effect"
        raise NotConfirmedError(wait) from error
    except UnavailableError as error:
        raise NotConfirmedError(str(error)) from error
