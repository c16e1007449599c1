"""What the dashboard needs of filed stops and of the online rate, as one narrow protocol."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.stop import FiledStop, StopCommand, StopWish
from alerting.filed_stops.wishes import Objection
from alerting.kpi.terms import Period
from alerting.online_rate.rate import OnlineReport
from plant.filed_stops import StopPolicy


class StopDesk(Protocol):
    """Takes what people file and decide, and knows every stop that was ever filed."""

    @property
    def policy(self) -> StopPolicy:
        """The site's rules."""
        ...

    @property
    def gateway_of(self) -> NDArray[np.int16]:
        """Int16 (tags,): the gateway that brings each tag of the plant in force."""
        ...

    def list_all(self) -> Sequence[FiledStop]:
        """Every stop, in the order of their requests."""
        ...

    def get(self, stop: str) -> FiledStop | None:
        """A stop by its id."""
        ...

    async def request(self, wish: StopWish, actor: str) -> FiledStop | Objection:
        """File a stop; the answer comes durable.

        :raises UnavailableError: the journal's database can't commit.
        """
        ...

    async def act(self, command: StopCommand) -> FiledStop | StopRefusal:
        """Decide about a stop, withdraw or end it; the answer comes durable.

        :raises UnavailableError: the journal's database can't commit.
        """
        ...

    async def report(
        self, period: Period, enterprises: frozenset[str] | None = None
    ) -> OnlineReport:
        """The online rates of a period, of some enterprises or of all.

        :raises UnavailableError: the journal's database can't be read.
        """
        ...
