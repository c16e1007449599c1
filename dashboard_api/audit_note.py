"""A request's note for the audit log: what only the route knows, put down while it is answered.

:class:`dashboard_api.audit_trail.AuditTrail` hangs it at the request's scope and reads it when the
answer begins. A request that nobody audits has one, too, which nobody reads.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from dashboard_api.people import Session

NOTE: Final = "hazardwatch.audit"


@dataclass(slots=True)
class Note:
    """Who asks, what it is about, and why it was refused, as far as is known by now.

    ``object`` is only told where the path and the answer's address don't name it; ``detail`` is
    for people: never a password, never a token.
    """

    actor: str = ""
    role: str = ""
    place: str = ""
    object: str = ""
    detail: str = ""
    refusal: str = ""

    def name(self, session: Session) -> None:
        """Put down who asks."""
        self.actor, self.role, self.place = session.name, session.role, session.place


def note_of(connection: HTTPConnection) -> Note:
    """The note of a request."""
    note: Note = connection.scope.setdefault(NOTE, Note())
    return note


def tell_remote(scope: Scope) -> str:
    """The address that a connection comes from."""
    client = HTTPConnection(scope).client
    return "" if client is None else client.host
