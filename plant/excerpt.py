"""An excerpt of a plant: what lies within one of its areas, or what one of its enterprises has.

Which enterprises a place holds, and the plant as if there were no others. An excerpt is for showing
and for nothing else: it keeps the whole plant's hash, and its rows are its own.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from plant.words import Area, Camera, Contact, Interlock, Plant

_Near = TypeVar("_Near", Camera, Contact)


def find_enterprises(plant: Plant, place: str) -> frozenset[str]:
    """The enterprises at a place.

    :param place: id of an area or of an enterprise; none where the plant has no such place.
    """
    areas = {place, *(area.id for area in plant.areas if place in _walk_out(plant, area))}
    return frozenset(
        one.id for one in plant.enterprises if one.id == place or (one.area and one.area in areas)
    )


def cut_out(plant: Plant, enterprises: Collection[str]) -> Plant:
    """The plant as if it had these enterprises alone.

    What speaks of tags of others, too, is left out: a vote, an array, a model, an interlock. So is
    who is told of alarms, which is the site's.
    """
    tags = tuple(tag for tag in plant.tags if tag.enterprise in enterprises)
    hazards = tuple(one for one in plant.hazards if one.enterprise in enterprises)
    own = {one.id for one in hazards}
    equipment = tuple(one for one in plant.equipment if one.hazard in own)
    named = {tag.id for tag in tags}
    units = {one.id for one in equipment}
    kept = replace(
        plant,
        areas=_list_areas(plant, enterprises),
        enterprises=tuple(one for one in plant.enterprises if one.id in enterprises),
        hazards=hazards,
        equipment=equipment,
        gateways=tuple(one for one in plant.gateways if one.enterprise in enterprises),
        tags=tags,
        votings=tuple(one for one in plant.votings if named.issuperset(one.tags)),
        models=tuple(one for one in plant.models if named.issuperset(one.tags)),
        gas_arrays=tuple(one for one in plant.gas_arrays if named.issuperset(one.tags)),
        modes=tuple(one for one in plant.modes if one.equipment in units),
        cameras=_list_near(plant.cameras, own),
        contacts=_list_near(plant.contacts, own),
        persons=(),
        duties=(),
        escalations=(),
        causes=(),
    )
    sources = named | {
        one.id
        for group in (kept.gateways, kept.votings, kept.models, kept.gas_arrays)
        for one in group
    }
    return replace(kept, interlocks=_list_interlocks(plant, sources))


def _walk_out(plant: Plant, area: Area) -> Iterator[str]:
    """An area's id and those of all areas around it; the directory is checked to have no rings."""
    around = {one.id: one.within for one in plant.areas}
    name = area.id
    while name:
        yield name
        name = around.get(name, "")


def _list_areas(plant: Plant, enterprises: Collection[str]) -> tuple[Area, ...]:
    """Where the enterprises lie, and what lies around that."""
    used = {one.area for one in plant.enterprises if one.id in enterprises}
    reached = {name for area in plant.areas if area.id in used for name in _walk_out(plant, area)}
    return tuple(area for area in plant.areas if area.id in reached)


def _list_near(things: tuple[_Near, ...], hazards: Collection[str]) -> tuple[_Near, ...]:
    cut = (replace(one, hazards=tuple(h for h in one.hazards if h in hazards)) for one in things)
    return tuple(one for one in cut if one.hazards)


def _list_interlocks(plant: Plant, sources: Collection[str]) -> tuple[Interlock, ...]:
    """Those all of whose inputs are there; one may wait for another that is."""
    left = list(plant.interlocks)
    known = {*sources, *(one.id for one in left)}
    while gone := {one.id for one in left if not known.issuperset(_list_inputs(one, plant))}:
        left = [one for one in left if one.id not in gone]
        known -= gone
    return tuple(left)


def _list_inputs(interlock: Interlock, plant: Plant) -> set[str]:
    """The ids of all that an interlock names; its reset may be a word."""
    optional = {interlock.bypass} | ({interlock.reset} & plant.row_of.keys())
    return {
        *(cause.source for cause in interlock.causes),
        *(effect.tag for effect in interlock.effects),
        *(one.tag for one in interlock.permissives),
        *(optional - {""}),
    }
