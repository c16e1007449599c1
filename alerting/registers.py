"""The registers beside the journal: what a verifier finds in each of their chains.

Handovers are not among them: their pages bear witness to rows of the journal, so they are verified
with it (:meth:`alerting.journal.Journal.inspect`).
"""

from dataclasses import dataclass

from sqlalchemy import Engine

from alerting.chain_walk import Break, verify_chain
from alerting.filed_stops.tables import FILED_STOP_CHAIN
from alerting.handling_chain import inspect_handling


@dataclass(frozen=True, slots=True)
class RegisterFindings:
    """All findings in the handling records, and the first in the filed stops."""

    handling: tuple[Break, ...]
    filed_stops: Break | None

    def __bool__(self) -> bool:
        return bool(self.handling or self.filed_stops)


def inspect_registers(engine: Engine) -> RegisterFindings:
    """Walk the chain of every register.

    :raises JournalUnavailableError: the database can't be reached.
    """
    return RegisterFindings(
        inspect_handling(engine).findings, verify_chain(engine, FILED_STOP_CHAIN)
    )
