"""Making rows of filed stops: the record, and what it covers under the plant in force."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from alerting.filed_stops.register import is_open
from alerting.filed_stops.scope import Points, find_gone
from alerting.filed_stops.stop import FiledStop, Scope, StopWish
from dashboard_api import filed_stops_wire as stops_wire
from dashboard_api.wire import Message
from plant.filed_stops import StopPolicy
from plant.wording import STOP_CATEGORIES
from plant.words import Plant


class StopRows:
    """Rows of the stops of one moment.

    :param stops: all there are, for what overlaps.
    """

    def __init__(
        self, stops: Sequence[FiledStop], plant: Plant, gateway_of: NDArray[np.int16]
    ) -> None:
        self._plant = plant
        self._points = Points.of(plant, gateway_of)
        self._open: Mapping[str, tuple[FiledStop, NDArray[np.bool_]]] = {
            stop.id: (stop, self._points.find(stop.wish.scope)) for stop in stops if is_open(stop)
        }

    def touches(self, stop: FiledStop, hazard: str) -> bool:
        """Whether a stop covers anything of a hazard, or names it though nothing is left of it."""
        own = self._points.find(stop.wish.scope) & (self._points.hazard == hazard)
        return hazard in stop.wish.scope.hazards or bool(np.count_nonzero(own))

    def make(self, stop: FiledStop) -> stops_wire.FiledStopRow:
        """A stop as REST shows it."""
        wish, rows = stop.wish, self._points.find(stop.wish.scope)
        words = STOP_CATEGORIES[wish.category]
        return stops_wire.FiledStopRow(
            id=stop.id,
            state=stop.state,
            version=stop.version,
            category=wish.category,
            label=Message(words.zh, words.en),
            enterprise=wish.enterprise,
            scope=_scope_row(wish.scope),
            start=wish.start,
            until=wish.until,
            reason=wish.reason,
            work_order=wish.work_order,
            requested_by=stop.requested_by,
            requested_at=stop.requested_at,
            decided_by=stop.decided_by,
            decided_at=stop.decided_at,
            began_at=stop.began_at,
            ended_at=stop.ended_at,
            ended_by=stop.ended_by,
            note=stop.note,
            points=int(np.count_nonzero(rows)),
            covers=[str(hazard) for hazard in np.unique(self._points.hazard[rows]) if hazard],
            gone=[one.id for one in find_gone(wish.scope, self._plant)],
            overlaps=self._list_overlaps(stop, rows),
        )

    def _list_overlaps(self, stop: FiledStop, rows: NDArray[np.bool_]) -> list[str]:
        if not is_open(stop):
            return []
        return [
            other.id
            for other, covered in self._open.values()
            if other.id != stop.id
            and other.wish.start < stop.wish.until
            and stop.wish.start < other.wish.until
            and np.count_nonzero(rows & covered)
        ]


def _scope_row(scope: Scope) -> stops_wire.StopScope:
    return stops_wire.StopScope(
        tags=list(scope.tags),
        equipment=list(scope.equipment),
        hazards=list(scope.hazards),
        gateways=list(scope.gateways),
    )


def read_request(asked: stops_wire.StopRequest) -> StopWish:
    """The wish that a request states; each id once."""
    scope = asked.scope
    return StopWish(
        asked.category,
        asked.enterprise,
        Scope(*(tuple(dict.fromkeys(ids)) for ids in _list_ids(scope))),
        asked.start,
        asked.until,
        asked.reason,
        asked.work_order,
    )


def _list_ids(scope: stops_wire.StopScope) -> Sequence[Sequence[str]]:
    return scope.tags, scope.equipment, scope.hazards, scope.gateways


def stop_rules(policy: StopPolicy, *, may_file: bool, may_decide: bool) -> stops_wire.StopRules:
    """The site's rules, for a form."""
    return stops_wire.StopRules(
        categories=[
            stops_wire.StopCategoryRule(
                category=category,
                label=Message(STOP_CATEGORIES[category].zh, STOP_CATEGORIES[category].en),
                longest_ms=longest,
            )
            for category, longest in policy.longest_ms.items()
        ],
        ahead_ms=policy.ahead_ms,
        may_file=may_file,
        may_decide=may_decide,
    )
