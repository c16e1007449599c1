"""Models of several tags: their rows of readings judged by what was learnt of normal operation.

A model that was not trained judges nothing. Rows are formed by :mod:`detectors.multivariate_rows`,
measured by :mod:`detectors.multivariate_statistic`; when the alarm ``model`` is raised and returned
by them is :mod:`detectors.multivariate_alarms`' business.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings
from detectors.kind import Arrivals, Kind, Moment, StateGroup
from detectors.multivariate_alarms import JudgedRow, ModelStates, step
from detectors.multivariate_rows import (
    Rows,
    RowState,
    make_columns,
    make_opened,
    make_standing,
    read_tags,
)
from detectors.multivariate_statistic import Memory, RowVerdicts, Statistic, round_shares
from detectors.multivariate_wording import Odd, explain
from detectors.verdict import Rule
from plant.condition import Condition
from plant.reading import NEVER, Instant
from plant.training import Training
from plant.words import Model, Plant

NAMED: Final = 3
"""Tags that an explanation names at most."""


class ModelRows(NamedTuple):
    """Verdicts of a model on rows, arrays of shape (rows,); ``top`` names tags of the plant."""

    model: str
    time: NDArray[np.int64]
    statistic: NDArray[np.float64]
    limit: float
    over: NDArray[np.bool_]
    top: Sequence[str]


def make_multivariate(plant: Plant) -> Kind | None:
    """The models of a plant that are trained for their tags."""
    models = [_Trained(model, model.training) for model in plant.models if model.training]
    return Multivariate(plant, models) if models else None


class _Trained(NamedTuple):
    """A model and its training, which is there."""

    model: Model
    training: Training


def make_rule(plant: Plant, model: Model, limit: float) -> Rule:
    """The rule of a model, in the hazard of its first tag."""
    return Rule(
        source=model.id,
        condition=Condition.MODEL,
        priority=model.priority,
        latching=False,
        limit=round_off(limit),
        unit="",
        hazard=plant.tags[plant.row_of[model.tags[0]]].hazard,
        row=-1,
    )


class Multivariate:
    """All trained models of a plant.

    Of each only the tags that it has learnt are members; the others say nothing. ``basis`` bool
    (members,), was known in a row over the limit since its model's alarm was raised; the other
    arrays (members,) are those of :class:`Memory` and :class:`RowState`.
    """

    name = "multivariate"
    prompt = False

    def __init__(self, plant: Plant, trained: Sequence[_Trained]) -> None:
        self._statistics = [Statistic(one.training.normal) for one in trained]
        self.rules = tuple(
            make_rule(plant, one.model, statistic.limit)
            for one, statistic in zip(trained, self._statistics, strict=True)
        )
        names = [
            [one.training.tags[place] for place in one.training.normal.learnt] for one in trained
        ]
        self._first = np.cumsum([0, *(len(own) for own in names)])
        self._row = [np.array([plant.row_of[tag] for tag in own], dtype=np.intp) for own in names]
        self._tags = [[plant.tags[row] for row in own] for own in self._row]
        self._column = [make_columns(own, len(plant.tags)) for own in self._row]
        self._asked = np.zeros(len(plant.tags), dtype=np.bool_)
        self._asked[np.concatenate(self._row)] = True
        self._gap_ms = [one.training.gap_ms for one in trained]
        self._ids = np.array([one.model.id for one in trained], dtype=np.str_)
        self._member_ids = np.array(
            [
                f"{one.model.id}/{tag}"
                for one, own in zip(trained, names, strict=True)
                for tag in own
            ],
            dtype=np.str_,
        )
        digests = [int(one.training.digest[:12] or "0", 16) for one in trained]
        self._digest = np.array(digests, dtype=np.int64)
        count = len(self._member_ids)
        self._states = ModelStates.of(len(trained))
        self._opened, self._standing = make_opened(len(trained)), make_standing(count)
        self._basis = np.zeros(count, dtype=np.bool_)
        self._before, self._shares = np.full(count, np.nan), np.zeros(count)
        self._rows = [self._view_rows(model) for model in range(len(trained))]
        self._memories = [self._view_memory(model) for model in range(len(trained))]
        self._told: list[ModelRows] = []
        self._forget(range(len(trained)))

    def drain_rows(self) -> list[ModelRows]:
        """The verdicts on the rows of this tick; those that nobody took are gone with the next."""
        told, self._told = self._told, []
        return told

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Close the rows that readings pass, and judge them."""
        self._told.clear()
        asked = arrivals.select(self._asked)
        row = arrivals.row[asked]
        for model, column in enumerate(self._column):
            place = asked[column[row] >= 0]
            if len(place):
                readings = read_tags(arrivals, place, column)
                self._judge(model, self._rows[model].take(readings), findings)

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Close the rows that the clock has passed; lose what has fallen silent."""
        for model, rows in enumerate(self._rows):
            fallen = self._column[model][moment.fallen]
            fallen = fallen[fallen >= 0]
            if rows.is_open:
                passed = int(moment.event[self._row[model]].max()) > rows.time
                if passed or moment.ended or len(fallen):
                    self._judge(model, rows.close(), findings)
            rows.lose(fallen.astype(np.intp))

    def next_due(self) -> Instant:
        """When the first open row is passed."""
        own = self._opened["time"][self._opened["open"]]
        return int(own.min(initial=NEVER))

    def knows(self, rule: int) -> bool:
        """Whether the last row had a statistic."""
        return bool(self._states.known[rule])

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands; what stands for no row needs every tag."""
        fresh = active & ~self._states.raised
        self._basis[fresh.repeat(np.diff(self._first))] = True
        self._states.calm[active != self._states.raised] = 0
        self._states.raised[:] = active

    def states(self) -> Sequence[StateGroup]:
        """The models, and their members."""
        members = {"basis": self._basis, "before": self._before, "shares": self._shares}
        opened = {f"row_{name}": array for name, array in self._opened.items()}
        models = {**self._states.arrays(), **opened}
        return [
            StateGroup("models", self._ids, models, {"training": self._digest}),
            StateGroup("members", self._member_ids, {**members, **self._standing}),
        ]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Let models that are new or were trained anew forget what the rows before said."""
        self._forget(np.flatnonzero(changed["models"]).tolist())

    def rejudge(
        self, now: Instant, known: NDArray[np.bool_], board: Board, findings: Findings
    ) -> None:
        """Nothing: what stands is judged with the next row."""

    def _view_rows(self, model: int) -> RowState:
        members, one = self._slice(model), slice(model, model + 1)
        return RowState(
            {name: array[members] for name, array in self._standing.items()},
            {name: array[one] for name, array in self._opened.items()},
        )

    def _view_memory(self, model: int) -> Memory:
        members = self._slice(model)
        smooth = self._states.smooth[model : model + 1]
        return Memory(self._before[members], smooth, self._shares[members])

    def _slice(self, model: int) -> slice:
        return slice(int(self._first[model]), int(self._first[model + 1]))

    def _forget(self, models: Sequence[int]) -> None:
        for model in models:
            memory = self._memories[model]
            memory.before[:], memory.shares[:] = np.nan, 0.0
            memory.smooth[:] = self._statistics[model].normal.usual
            self._states.calm[model] = 0

    def _judge(self, model: int, rows: Rows, findings: Findings) -> None:
        """Judge closed rows, and raise or return by them."""
        if len(rows) == 0:
            return
        statistic, memory, states = self._statistics[model], self._memories[model], self._states
        scaled = statistic.scale(rows.value)
        alone = np.diff(rows.time, prepend=states.moved[model]) > self._gap_ms[model]
        earlier = np.vstack([memory.before[None, :], scaled[:-1]])
        earlier[alone] = np.nan
        verdicts = statistic.judge_scaled(scaled, memory, alone)
        self._told.append(self._tell_rows(model, rows, verdicts))
        if states.raised[model] or np.count_nonzero(verdicts.over):
            for place in range(len(rows)):
                judged = JudgedRow.of(rows, verdicts, place)
                self._decide(model, judged, scaled[place], earlier[place], findings)
        states.known[model] = np.isfinite(verdicts.statistic[-1])
        states.moved[model] = rows.time[-1]

    def _tell_rows(self, model: int, rows: Rows, verdicts: RowVerdicts) -> ModelRows:
        names = [tag.id for tag in self._tags[model]]
        top = [names[one] if one >= 0 else "" for one in verdicts.top.tolist()]
        limit = self._statistics[model].limit
        return ModelRows(
            self.rules[model].source, rows.time, verdicts.statistic, limit, verdicts.over, top
        )

    def _decide(
        self,
        model: int,
        row: JudgedRow,
        scaled: NDArray[np.float64],
        before: NDArray[np.float64],
        findings: Findings,
    ) -> None:
        change = step(self._states, model, self._basis[self._slice(model)], row)
        if change is None:
            return
        reason = self._explain(model, row, scaled, before) if change.active else ""
        findings.add(
            np.array([model], dtype=np.int32),
            row.time,
            change.onset,
            Evidence(round_off(row.statistic), row.marks, row.source, row.received),
            active=change.active,
            reasons={0: reason} if reason else None,
        )

    def _explain(
        self,
        model: int,
        row: JudgedRow,
        scaled: NDArray[np.float64],
        before: NDArray[np.float64],
    ) -> str:
        expected = self._statistics[model].expect(scaled, before)
        leading = np.argsort(-round_shares(row.shares), kind="stable")[:NAMED]
        odd = [
            Odd(self._tags[model][one], float(row.value[one]), float(expected[one]))
            for one in leading.tolist()
            if row.known[one]
        ]
        return explain(row.statistic, self.rules[model].limit, odd)


def round_off(statistic: float) -> float:
    """To nine digits: the last bits of a sum are not the same on every machine, an alarm is."""
    return float(f"{statistic:.9g}")
