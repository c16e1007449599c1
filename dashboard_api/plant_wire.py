"""What the plant directory says, as types that cross the border of the dashboard.

Master data with how things stand now; the rest of the rows is :mod:`dashboard_api.wire`, making
these of a plant :mod:`dashboard_api.plant_rows`. Contract section 6.
"""

from typing import Literal

from msgspec import Struct

from dashboard_api.grading_wire import Grading
from dashboard_api.wire import (
    GatewayRow,
    HazardRow,
    Location,
    Message,
    PriorityWord,
    SeverityWord,
    TagRow,
)
from plant.condition import Condition


class ParkRow(Struct, frozen=True, kw_only=True):
    """The park, and the size and hash of the plant directory in force.

    ``simulation``: some gateway is declared a simulation. ``clock`` is ``stream`` in a replay
    (回放). A screen must say either.
    """

    id: str
    name: str
    name_en: str
    timezone: str
    location: Location | None
    datum: str
    plant_hash: str
    enterprises: int
    hazards: int
    equipment: int
    gateways: int
    tags: int
    simulation: bool
    clock: Literal["wall", "stream"]


class Named(Struct, frozen=True, kw_only=True):
    """Something of the plant by its id, and how it is called."""

    id: str
    name: str
    name_en: str


class Premises(Struct, frozen=True, kw_only=True):
    """Where an account is: the park, the enterprise whose records it handles (null: it acts for the
    park), the area or enterprise to which it is limited (null: none), and the hazards within.

    ``now`` is the platform's time, ms UTC; ``clock`` and ``simulation`` as in ``ParkRow``.
    """

    park: Named
    enterprise: Named | None
    hazards: list[Named]
    now: int
    simulation: bool
    clock: Literal["wall", "stream"]
    place: Named | None = None


class AreaListing(Struct, frozen=True, kw_only=True):
    """A city, a district or a park; ``within`` another one, empty for an outermost one.

    ``outline``: [longitude, latitude] of its corners for a schematic, empty where none is known.
    """

    id: str
    kind: Literal["city", "district", "park"]
    name: str
    name_en: str
    within: str
    location: tuple[float, float] | None
    outline: list[tuple[float, float]]


class AreaPage(Struct, frozen=True):
    items: list[AreaListing]
    next: str | None


class EnterpriseListing(Struct, frozen=True, kw_only=True):
    """``area``: where it lies, empty where the plant directory has no areas."""

    id: str
    name: str
    name_en: str
    phone: str
    area: str = ""


class ChemicalListing(Struct, frozen=True, kw_only=True):
    cas: str
    quantity_t: float
    class_symbol: str


class PointOfContact(Struct, frozen=True, kw_only=True):
    """A camera's ``url`` or a contact's ``phone``, shown beside the hazard."""

    id: str
    name: str
    url: str = ""
    phone: str = ""


class EmergencyPlanListing(Struct, frozen=True, kw_only=True):
    """A hazard's emergency plan (应急预案): its first steps in order, and where the whole of it is,
    empty where that is not said. ``steps_en`` is empty, or has one for each of ``steps``.
    """

    title: str
    title_en: str
    url: str
    steps: list[str]
    steps_en: list[str]


class HazardListing(Struct, frozen=True, kw_only=True):
    id: str
    enterprise: str
    name: str
    name_en: str
    level: int | None
    location: Location | None
    exposed_population: int | None
    chemicals: list[ChemicalListing]
    responsible: dict[str, str]
    cameras: list[PointOfContact]
    contacts: list[PointOfContact]
    now: HazardRow
    plan: EmergencyPlanListing | None = None
    grading: Grading | None = None


class EquipmentListing(Struct, frozen=True, kw_only=True):
    id: str
    hazard: str
    kind: str
    name: str
    name_en: str
    location: Location | None
    figures: dict[str, float]


class RecordListing(Struct, frozen=True, kw_only=True):
    """The rationalisation of an alarm (报警合理化): why it exists and what is done about it."""

    cause: Message | None
    consequence: Message | None
    severity: SeverityWord | None
    action: Message | None
    respond_within_min: float | None
    procedure: Message | None
    drawing: Message | None


class LimitListing(Struct, frozen=True, kw_only=True):
    """One configured condition of a tag; limit and deadband in the tag's unit."""

    condition: Condition
    limit: float
    deadband: float
    on_delay_ms: int
    off_delay_ms: int
    priority: PriorityWord
    latching: bool
    rationalisation: RecordListing | None = None


class CheckListing(LimitListing, frozen=True, kw_only=True):
    """A condition that is judged from more than the present value; window in ms."""

    reference: str
    setpoint: float | None
    window_ms: int
    standard: str


class TagListing(Struct, frozen=True, kw_only=True):
    tag: str
    enterprise: str
    equipment: str
    hazard: str
    kind: str
    unit: str
    range_lo: float | None
    range_hi: float | None
    interval_s: float | None
    name: str
    name_en: str
    limits: list[LimitListing]
    checks: list[CheckListing]
    now: TagRow


class GatewayTopics(Struct, frozen=True, kw_only=True):
    """Where a gateway publishes, and where it is told what is durable; empty where it is not.

    ``data`` of a foreign format is its filter, in which wildcards may stand.
    """

    data: str
    backfill: str
    status: str
    ack: str


class GatewayListing(Struct, frozen=True, kw_only=True):
    """A gateway as the plant directory has it.

    ``prefix`` is left out of the names in its frames; ``units`` is ``convert`` where another unit
    than the plant's is converted; ``missing`` are numbers that mean no value; beyond
    ``clock_tolerance_ms`` its clock is wrong.
    """

    id: str
    enterprise: str
    format: str
    report: str
    simulation: bool
    topics: GatewayTopics
    prefix: str
    units: str
    missing: list[float]
    clock_tolerance_ms: int
    now: GatewayRow


class GatewayTagListing(Struct, frozen=True, kw_only=True):
    """A tag of which a gateway may speak.

    ``called``: its name in the gateway's frames. ``brought_by``: the gateway that brought it last,
    empty where nobody has. ``expected``: it is this gateway's, by what it brought or else likely.
    """

    tag: str
    called: str
    brought_by: str
    expected: bool


class EnterprisePage(Struct, frozen=True):
    items: list[EnterpriseListing]
    next: str | None


class HazardPage(Struct, frozen=True):
    items: list[HazardListing]
    next: str | None


class EquipmentPage(Struct, frozen=True):
    items: list[EquipmentListing]
    next: str | None


class TagPage(Struct, frozen=True):
    items: list[TagListing]
    next: str | None


class GatewayPage(Struct, frozen=True):
    items: list[GatewayListing]
    next: str | None


class GatewayTagPage(Struct, frozen=True):
    items: list[GatewayTagListing]
    next: str | None
