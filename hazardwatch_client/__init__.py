"""A client of the platform for other programs: REST, exports and the live streams.

:class:`Client` waits, :class:`AsyncClient` is awaited; both say the same. Nothing of the platform
itself is needed here: the package speaks the documents in ``docs/api`` and nothing else.
"""

from hazardwatch_client.async_client import AsyncClient
from hazardwatch_client.calls import Problem, ProblemError
from hazardwatch_client.client import Client
from hazardwatch_client.history import Bins, Readings
from hazardwatch_client.rows import Change, Rows

__all__ = [
    "AsyncClient",
    "Bins",
    "Change",
    "Client",
    "Problem",
    "ProblemError",
    "Readings",
    "Rows",
]
