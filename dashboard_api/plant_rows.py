"""Rows of the plant: its master data with how things stand now, as :mod:`dashboard_api.plant_wire`.

Pure functions, like those of :mod:`dashboard_api.rows`.
"""

from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from dashboard_api import plant_wire, wire
from dashboard_api.grading_rows import grading
from dashboard_api.record_rows import record_listing
from dashboard_api.rows import name_priority
from ingest.names import name_tag
from ingest.skew import TOLERANCE_MS
from ingest.topic import Kind, TopicPath
from plant.emergency_plan import EmergencyPlan
from plant.gateway_checks import OWN_FORMAT
from plant.reading import Instant
from plant.words import AlarmSettings, Area, Enterprise, Gateway, Hazard, Park, Plant, Tag


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


def premises_row(
    plant: Plant, enterprise: str, place: str, clock: str, now: Instant
) -> plant_wire.Premises:
    """Where an account is, by the plant as far as it may know it.

    A place that has left the plant directory is called by its id.
    """
    park = park_row(plant, clock)
    return plant_wire.Premises(
        park=_named(plant.park),
        enterprise=_name_place(plant, enterprise),
        place=_name_place(plant, place),
        hazards=[_named(hazard) for hazard in plant.hazards],
        now=now,
        simulation=park.simulation,
        clock=park.clock,
    )


def _name_place(plant: Plant, place: str) -> plant_wire.Named | None:
    if not place:
        return None
    known: list[Area | Enterprise] = [*plant.areas, *plant.enterprises]
    found = next((one for one in known if one.id == place), None)
    return _named(found) if found else plant_wire.Named(id=place, name=place, name_en="")


def _named(thing: Park | Area | Enterprise | Hazard) -> plant_wire.Named:
    return plant_wire.Named(id=thing.id, name=thing.name, name_en=thing.name_en)


def area_listing(area: Area) -> plant_wire.AreaListing:
    """An area's master data."""
    return plant_wire.AreaListing(
        id=area.id,
        kind=cast('Literal["city", "district", "park"]', area.kind),
        name=area.name,
        name_en=area.name_en,
        within=area.within,
        location=area.location,
        outline=list(area.outline),
    )


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
        plan=plan_listing(hazard.plan) if hazard.plan else None,
        grading=grading(hazard),
    )


def plan_listing(plan: EmergencyPlan) -> plant_wire.EmergencyPlanListing:
    """An emergency plan as it is written."""
    return plant_wire.EmergencyPlanListing(
        title=plan.title,
        title_en=plan.title_en,
        url=plan.url,
        steps=list(plan.steps),
        steps_en=list(plan.steps_en),
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


def gateway_listing(
    gateway: Gateway, plant: Plant, now: wire.GatewayRow
) -> plant_wire.GatewayListing:
    """A gateway's master data with how its link does."""
    return plant_wire.GatewayListing(
        id=gateway.id,
        enterprise=gateway.enterprise,
        format=gateway.format,
        report=gateway.report,
        simulation=gateway.simulation,
        topics=_list_topics(gateway, plant),
        prefix=gateway.prefix,
        units=gateway.units,
        missing=list(gateway.missing),
        clock_tolerance_ms=TOLERANCE_MS,
        now=now,
    )


def _list_topics(gateway: Gateway, plant: Plant) -> plant_wire.GatewayTopics:
    """A foreign gateway has one topic for all it sends; no frame of it is numbered or answered."""
    own = {
        kind: str(TopicPath(plant.park.id, gateway.enterprise, gateway.id, kind)) for kind in Kind
    }
    if gateway.format == OWN_FORMAT:
        return plant_wire.GatewayTopics(
            data=own[Kind.DATA],
            backfill=own[Kind.BACKFILL],
            status=own[Kind.STATUS],
            ack=own[Kind.ACK],
        )
    return plant_wire.GatewayTopics(
        data=gateway.topic, backfill="", status=own[Kind.STATUS], ack=""
    )


def gateway_tag_listings(
    gateway: Gateway, plant: Plant, bringers: NDArray[np.int16], seen: NDArray[np.bool_]
) -> list[plant_wire.GatewayTagListing]:
    """The tags of which a gateway may speak: those of its enterprise.

    :param bringers: int16 (tags,), row of the gateway that brought a tag last or likely will, -1
        for none.
    :param seen: bool (tags,), whether anybody has brought it.
    """
    own = plant.gateway_row_of[gateway.id]
    return [
        plant_wire.GatewayTagListing(
            tag=tag.id,
            called=name_tag(gateway, tag),
            brought_by=plant.gateways[bringer].id if heard and bringer >= 0 else "",
            expected=bringer == own,
        )
        for tag, bringer, heard in zip(plant.tags, bringers.tolist(), seen.tolist(), strict=True)
        if tag.enterprise == gateway.enterprise
    ]


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
