"""Rows of the plant: its master data with how things stand now, as :mod:`dashboard_api.plant_wire`.

Pure functions, like those of :mod:`dashboard_api.rows`.
"""

from typing import Any

from dashboard_api import plant_wire, wire
from dashboard_api.record_rows import record_listing
from dashboard_api.rows import name_priority
from plant.reading import Instant
from plant.words import AlarmSettings, Enterprise, Hazard, Park, Plant, Tag


def park_row(plant: Plant, clock: str) -> plant_wire.ParkRow:
    """The park with the sizes of its plant directory."""
    return plant_wire.ParkRow(
        id=plant.park.id,
        name=plant.park.name,
        name_en=plant.park.name_en,
        timezone=plant.park.timezone,
        location=plant.park.location,
        datum=plant.park.datum,
        plant_hash=plant.hash,
        enterprises=len(plant.enterprises),
        hazards=len(plant.hazards),
        equipment=len(plant.equipment),
        gateways=len(plant.gateways),
        tags=len(plant.tags),
        simulation=any(gateway.simulation for gateway in plant.gateways),
        clock="stream" if clock == "stream" else "wall",
    )


def premises_row(plant: Plant, enterprise: str, clock: str, now: Instant) -> plant_wire.Premises:
    """Where an account is that belongs to an enterprise, to the park if that is empty.

    An enterprise that has left the plant directory is called by its id.
    """
    own = next((one for one in plant.enterprises if one.id == enterprise), None)
    named = _named(own) if own else plant_wire.Named(id=enterprise, name=enterprise, name_en="")
    park = park_row(plant, clock)
    return plant_wire.Premises(
        park=_named(plant.park),
        enterprise=named if enterprise else None,
        hazards=[
            _named(hazard) for hazard in plant.hazards if enterprise in {"", hazard.enterprise}
        ],
        now=now,
        simulation=park.simulation,
        clock=park.clock,
    )


def _named(thing: Park | Enterprise | Hazard) -> plant_wire.Named:
    return plant_wire.Named(id=thing.id, name=thing.name, name_en=thing.name_en)


def hazard_listing(hazard: Hazard, plant: Plant, now: wire.HazardRow) -> plant_wire.HazardListing:
    """A hazard's master data with how it stands now."""
    return plant_wire.HazardListing(
        id=hazard.id,
        enterprise=hazard.enterprise,
        name=hazard.name,
        name_en=hazard.name_en,
        level=hazard.level,
        location=hazard.location,
        exposed_population=hazard.exposed_population,
        chemicals=[
            plant_wire.ChemicalListing(
                cas=held.cas, quantity_t=held.quantity_t, class_symbol=held.class_symbol
            )
            for held in hazard.chemicals
        ],
        responsible=dict(hazard.responsible),
        cameras=[
            plant_wire.PointOfContact(id=camera.id, name=camera.name, url=camera.url)
            for camera in plant.cameras
            if hazard.id in camera.hazards
        ],
        contacts=[
            plant_wire.PointOfContact(id=contact.id, name=contact.name, phone=contact.phone)
            for contact in plant.contacts
            if hazard.id in contact.hazards
        ],
        now=now,
    )


def tag_listing(tag: Tag, now: wire.TagRow) -> plant_wire.TagListing:
    """A tag's master data with its latest reading."""
    return plant_wire.TagListing(
        tag=tag.id,
        enterprise=tag.enterprise,
        equipment=tag.equipment,
        hazard=tag.hazard,
        kind=tag.kind.value,
        unit=tag.unit,
        range_lo=tag.range_lo,
        range_hi=tag.range_hi,
        interval_s=tag.interval_s,
        name=tag.name,
        name_en=tag.name_en,
        limits=[plant_wire.LimitListing(**list_settings(tag, one)) for one in tag.alarms.values()],
        checks=[
            plant_wire.CheckListing(
                **list_settings(tag, check.settings),
                reference=check.reference,
                setpoint=check.setpoint,
                window_ms=check.window_ms,
                standard=check.standard,
            )
            for check in tag.checks.values()
        ],
        now=now,
    )


def list_settings(tag: Tag, settings: AlarmSettings) -> dict[str, Any]:
    """The fields of :class:`plant_wire.LimitListing`."""
    return {
        "condition": settings.condition,
        "limit": settings.limit,
        "deadband": settings.deadband,
        "on_delay_ms": settings.on_delay_ms,
        "off_delay_ms": settings.off_delay_ms,
        "priority": name_priority(settings.priority),
        "latching": settings.latching,
        "rationalisation": record_listing(tag.record_of(settings.condition)),
    }
