"""Rows of interlocks and votes, as :mod:`dashboard_api.protection_wire`. Pure functions."""

import math
from collections.abc import Iterator, Mapping
from typing import cast

from dashboard_api import protection_wire as wire
from dashboard_api.rows import name_priority
from detectors.interlock_view import InputView, InterlockView
from plant.words import Interlock, Plant, Voting


def interlock_row(
    interlock: Interlock, plant: Plant, view: InterlockView | None
) -> wire.InterlockRow:
    """An interlock with how it stands, if its shadow sees it."""
    hazard, enterprise = _place(interlock, plant)
    seen = {} if view is None else {(one.role, one.name): one for one in view.inputs}
    return wire.InterlockRow(
        id=interlock.id,
        name=interlock.name,
        name_en=interlock.name_en,
        equipment=interlock.equipment,
        hazard=hazard,
        enterprise=enterprise,
        need=interlock.need,
        reset=interlock.reset or "automatic",
        proof_test_due=interlock.proof_test_due,
        inputs=list(_list_inputs(interlock, plant, seen)),
        now=None
        if view is None
        else wire.InterlockNow(
            demand=cast("wire.DemandWord", view.demand), trip=cast("wire.TripWord", view.trip)
        ),
    )


def _place(interlock: Interlock, plant: Plant) -> tuple[str, str]:
    """The hazard and enterprise: of its equipment, else of the first tag that it names."""
    equipment = plant.equipment_of.get(interlock.equipment)
    if equipment is not None:
        hazard = plant.hazard_of.get(equipment.hazard)
        return equipment.hazard, hazard.enterprise if hazard else ""
    tags = [cause.source for cause in interlock.causes] + [one.tag for one in interlock.effects]
    rows = [plant.row_of[name] for name in tags if name in plant.row_of]
    return (plant.tags[rows[0]].hazard, plant.tags[rows[0]].enterprise) if rows else ("", "")


def _list_inputs(
    interlock: Interlock, plant: Plant, seen: Mapping[tuple[str, str], InputView]
) -> Iterator[wire.InterlockInput]:
    def make(
        role: wire.RoleWord,
        name: str,
        source: str,
        expected: float | None = None,
        time_s: float | None = None,
    ) -> wire.InterlockInput:
        return wire.InterlockInput(
            role=role,
            name=name,
            source=source,
            expected=expected,
            time_s=time_s,
            now=_show(seen.get((role, name))),
        )

    for cause in interlock.causes:
        name = f"{cause.source}:{cause.condition}"
        yield make("cause", name, cause.source, time_s=cause.delay_s)
    for effect in interlock.effects:
        yield make("effect", effect.tag, effect.tag, effect.expected, effect.travel_s)
    for one in interlock.permissives:
        yield make("permissive", one.tag, one.tag, one.expected)
    if interlock.bypass:
        yield make("bypass", interlock.bypass, interlock.bypass, 1.0, interlock.bypass_s)
    if interlock.reset in plant.row_of:
        yield make("reset", interlock.reset, interlock.reset, 1.0)


def _show(one: InputView | None) -> wire.InterlockInputNow | None:
    if one is None:
        return None
    return wire.InterlockInputNow(
        truth=cast("wire.TruthWord", one.truth),
        state=one.state,
        since=one.since,
        due=one.due,
        value=None if math.isnan(one.value) else one.value,
    )


def voting_row(voting: Voting, plant: Plant) -> wire.VotingRow:
    """A vote as the plant directory has it."""
    row = plant.row_of.get(voting.tags[0])
    return wire.VotingRow(
        id=voting.id,
        name=voting.name,
        name_en=voting.name_en,
        hazard="" if row is None else plant.tags[row].hazard,
        tags=list(voting.tags),
        need=voting.need,
        condition=voting.condition,
        degraded=voting.degraded,
        max_age_s=voting.max_age_s,
        bypass=list(voting.bypass),
        priority=name_priority(voting.priority),
    )
