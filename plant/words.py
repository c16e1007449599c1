"""The words of the house: park, area, enterprise, hazard, equipment, gateway, tag, voting, ….

Plain frozen records as the plant directory gives them (contract section 3), with every default
and inheritance already resolved, so that who compiles them into arrays asks nobody else. Reading
and checking the files is :mod:`plant.directory`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from plant.alarm_policy import AlarmPolicy, load_alarm_policy
from plant.condition import Condition, Priority
from plant.duties import Duty, Escalation, Person, Shift
from plant.emergency_plan import EmergencyPlan
from plant.filed_stops import StopPolicy, load_stop_policy
from plant.handling_limits import HandlingLimits, load_handling_limits
from plant.provenance import Sources
from plant.rationalisation import NOTHING, PLAIN, Rationalisation
from plant.root_causes import RootCause
from plant.tag_kind import TagKind
from plant.training import Training

LARGEST_FRAME = 1 << 20
"""Bytes of a payload (contract section 5); a gateway may be given less."""

LATER: Final = {"hash": "unless default"}
"""Of a field that came later: at its default it leaves the plant's hash as it was without it."""

UNHASHED: Final = {"hash": "never"}
"""Of a field that says how the plant was written, not what it is."""

Records = Mapping[Condition, Rationalisation]
"""What is on record about a source's alarms. Two sources that differ in it alone are equal: a text
is no rule, and what is pending under a rule must not begin anew because of one."""


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """One condition of one tag with everything that judging needs.

    ``limit`` and ``deadband`` are in the tag's unit, delays in ms. For ``digital`` the limit is
    the alarming state, 0 or 1, and the deadband 0.
    """

    condition: Condition
    limit: float
    deadband: float
    on_delay_ms: int
    off_delay_ms: int
    priority: Priority
    latching: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A condition of one tag that is judged from more than its present value.

    ``settings.limit`` is in the unit of what is compared: the tag's per minute for ``rate`` and
    ``implausible``, multiples of the usual scatter for ``spike``, a share of the usual scatter for
    ``noise_lost``, the tag's own for ``deviation``, ``discrepancy``, ``frozen`` (a smaller move is
    none), ``stel`` and ``twa``, minutes for ``forecast``.
    ``reference`` is the tag that this one is held against, ``setpoint`` the fixed value instead.
    ``window_ms`` is how far back the evidence reaches, ``usual_ms`` how far back what is usual is
    learnt. ``direction``: a rate counts rising (+1), falling (-1) or both ways (0).
    ``standard`` names where the numbers are from if the plant took those that are shipped.
    """

    settings: AlarmSettings
    reference: str = ""
    setpoint: float | None = None
    window_ms: int = 0
    usual_ms: int = 0
    direction: int = 0
    standard: str = ""
    flows: tuple[tuple[str, int], ...] = field(default=(), metadata=LATER)
    """Of a ``balance``: the flow tags that fill (+1) and empty (-1) the tank."""


@dataclass(frozen=True, slots=True)
class Park:
    id: str
    name: str
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    location: tuple[float, float] | None = None
    datum: str = "WGS-84"
    atmosphere_kpa: float | None = None
    """Absolute pressure of the air here, by which gauge and absolute pressures differ."""
    gas_temperature_c: float | None = None
    """At which ppm and mg/m³ are turned into each other; vendors disagree about 20 and 25."""
    clock_uncertainty_s: float = field(default=1.0, metadata=LATER)
    """Events whose source times are no further apart can't be put in order (first-out)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A city, a district or a park, as part of another one or of none (``within`` empty).

    ``outline``: longitudes and latitudes of its corners, for a schematic; empty where none is told.
    """

    id: str
    kind: str
    name: str
    name_en: str = ""
    within: str = ""
    location: tuple[float, float] | None = None
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Enterprise:
    """``area``: in which city, district or park it lies; empty where the directory has none."""

    id: str
    name: str
    name_en: str = ""
    phone: str = ""
    area: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class HeldChemical:
    """A chemical of a hazard: CAS number, design maximum in t, GB 18218 class symbol."""

    cas: str
    quantity_t: float
    class_symbol: str = ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """A major hazard installation (重大危险源); level 1 is the worst, None is not graded."""

    id: str
    enterprise: str
    name: str
    name_en: str = ""
    level: int | None = None
    location: tuple[float, float] | None = None
    exposed_population: int | None = None
    chemicals: tuple[HeldChemical, ...] = ()
    responsible: Mapping[str, str] = field(default_factory=dict)
    """Roles ``principal``, ``technical``, ``operating`` (包保责任人) → who holds them."""
    plan: EmergencyPlan | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    id: str
    hazard: str
    kind: str
    name: str
    name_en: str = ""
    location: tuple[float, float] | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    """Sizes such as ``volume_m3``, ``diameter_m``, ``max_flow_m3h``."""
    shape: str = ""
    """``vertical``, ``horizontal`` or ``sphere``; empty where nothing is said."""
    strapping: tuple[tuple[float, float], ...] = ()
    """Levels in m and volumes in m³ of the tank's calibration, both rising."""
    state: str = ""
    """The tag that tells the operating state, by which :class:`Mode` is chosen."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A sensor gateway; ``report`` is ``polled`` or ``exception`` (report by exception).

    ``topic`` is the MQTT filter of a foreign format. ``units`` is ``convert`` where values in
    another unit than the plant's are to be converted; otherwise they are refused.
    ``max_rate``: readings a second beyond which they are coalesced; ``max_bytes`` of a frame. Each
    None where nothing is said. ``sis``: a safety instrumented system, which is asked for nothing.
    """

    id: str
    enterprise: str
    format: str = "hazardwatch"
    topic: str = ""
    prefix: str = ""
    report: str = "polled"
    missing: tuple[float, ...] = ()
    simulation: bool = False
    units: str = ""
    max_rate: float | None = None
    max_bytes: int | None = None
    sis: bool | None = None
    records: Records = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Mode:
    """An operating state of equipment: its own limits, and what is suppressed by design in it.

    ``values`` are those of the equipment's state tag that mean this mode. ``limits`` replace those
    of conditions that a tag has: tag id → condition → limit; its deadbands stay.
    ``suppressed`` holds ids of alarms. A state that no mode names is running: the plant's own
    limits and nothing suppressed.
    """

    id: str
    equipment: str
    values: tuple[float, ...]
    name: str = ""
    name_en: str = ""
    limits: Mapping[str, Mapping[Condition, float]] = field(default_factory=dict)
    suppressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voting:
    """A MooN vote (N 取 M): ``need`` of ``tags`` in ``condition``.

    ``bypass`` is empty or has a tag (or nothing) for each of ``tags``: while it is 1 the channel
    is bypassed and counts like a bad one. A channel older than ``max_age_s`` is unknown.
    """

    id: str
    tags: tuple[str, ...]
    need: int
    condition: Condition
    degraded: str = "remove_safe"
    max_age_s: float | None = None
    name: str = ""
    name_en: str = ""
    priority: Priority = field(default=Priority.HIGH, metadata=LATER)
    latching: bool = field(default=False, metadata=LATER)
    bypass: tuple[str, ...] = ()
    records: Records = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Cause:
    source: str
    condition: Condition
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tag must show within its travel time once the cause is true.

    The default travel time is our own proposal: no standard gives one.
    """

    tag: str
    expected: float
    travel_s: float = 10.0
    tolerance: float = field(default=0.5, metadata=LATER)
    """In the tag's unit: nearer than this it is as expected."""


@dataclass(frozen=True, slots=True)
class Permissive:
    """What a tag must show for a cause to demand anything at all."""

    tag: str
    expected: float
    tolerance: float = 0.5


@dataclass(frozen=True, slots=True)
class Interlock:
    """A row of the cause-and-effect matrix as the SIS is expected to act (联锁).

    ``need`` of the causes must hold, and all permissives. ``bypass`` names a tag that is 1 while
    the interlock is bypassed, longer than ``bypass_s`` is overdue. ``reset``: empty or
    ``automatic`` where the effects may leave with the cause, ``manual`` or a tag (1: reset) where
    they must stay until then. ``proof_test_due`` is the instant, ms, by which the function must
    have been tested.
    """

    id: str
    causes: tuple[Cause, ...]
    effects: tuple[Effect, ...]
    bypass: str = ""
    reset: str = ""
    name: str = ""
    name_en: str = ""
    equipment: str = ""
    need: int = field(default=1, metadata=LATER)
    permissives: tuple[Permissive, ...] = ()
    bypass_s: float | None = None
    proof_test_due: int | None = None
    records: Records = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class GasArray:
    """Gas heads near one another: ``need`` of them in ``condition`` within a window confirm it.

    Wind tags, where there are any, tell from where the gas may have come.
    """

    id: str
    tags: tuple[str, ...]
    need: int = 2
    condition: Condition = Condition.H
    window_s: float = 60.0
    wind_direction: str = ""
    wind_speed: str = ""
    name: str = ""
    name_en: str = ""
    priority: Priority = Priority.CRITICAL
    records: Records = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    kind: str
    tags: tuple[str, ...]
    false_alarm_rate: float | None = None
    name: str = ""
    name_en: str = ""
    priority: Priority = field(default=Priority.LOW, metadata=LATER)
    records: Records = field(default_factory=dict, compare=False)
    training: Training | None = None
    """What it has learnt of these tags; None where it judges nothing."""


@dataclass(frozen=True, slots=True)
class Camera:
    id: str
    name: str
    url: str = ""
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    name: str
    phone: str = ""
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A monitoring point (位号). ``alarms`` holds only the conditions that are configured."""

    id: str
    enterprise: str
    equipment: str
    hazard: str
    kind: TagKind
    unit: str
    range_lo: float | None
    range_hi: float | None
    interval_s: float | None
    priority: Priority | None
    name: str
    name_en: str
    alarms: Mapping[Condition, AlarmSettings]
    float32: bool = False
    action: str = ""
    action_en: str = ""
    """What the operator does when it alarms; by IEC 62682 an alarm is what wants a response."""
    source_name: str = ""
    """What the enterprise's gateways call it where they can't use its id."""
    cas: str = ""
    """CAS number of the substance that is measured."""
    checks: Mapping[Condition, Check] = field(default_factory=dict)
    """The conditions that need more than the present value, where they are configured."""
    location: tuple[float, float] | None = None
    """Longitude and latitude in degrees; a gas head needs it to tell from where the gas came."""
    levels: str = ""
    """The standard from which the gas limits are that the plant did not write out itself."""
    records: Records = field(default_factory=dict, compare=False)
    """What is on record beyond ``action``; :meth:`record_of` gives either."""
    origins: Mapping[Condition, Sources] = field(
        default_factory=dict, compare=False, metadata=UNHASHED
    )
    """Where the settings of its limits and checks come from; nothing where that is not known."""

    def priority_of(self, condition: Condition) -> Priority:
        """Priority of any condition of this tag (contract section 1, rule 1).

        The condition's own setting, else the tag's, else low: what has no limit of its own
        (stale, bad_quality, …) is low unless the tag or the condition's record says otherwise.
        """
        settings = self.alarms.get(condition)
        if settings is None and condition in self.checks:
            settings = self.checks[condition].settings
        if settings:
            return settings.priority
        return self.priority or self.record_of(condition).priority or Priority.LOW

    def record_of(self, condition: Condition) -> Rationalisation:
        """What is on record about a condition of this tag; its action is its limits' and contacts'
        alone.
        """
        record = self.records.get(condition, NOTHING)
        if record is NOTHING and condition in PLAIN:
            return Rationalisation(action=self.action, action_en=self.action_en)
        return record


@dataclass(frozen=True)
class Plant:
    """A whole plant directory, checked. ``tags`` gives the row order of every array."""

    park: Park
    enterprises: tuple[Enterprise, ...]
    hazards: tuple[Hazard, ...]
    equipment: tuple[Equipment, ...]
    gateways: tuple[Gateway, ...]
    tags: tuple[Tag, ...]
    votings: tuple[Voting, ...] = ()
    interlocks: tuple[Interlock, ...] = ()
    models: tuple[Model, ...] = ()
    cameras: tuple[Camera, ...] = ()
    contacts: tuple[Contact, ...] = ()
    gas_arrays: tuple[GasArray, ...] = ()
    modes: tuple[Mode, ...] = ()
    platform: Mapping[str, Records] = field(default_factory=dict)
    """Subsystem of the platform → what is on record about its alarms, where anything is."""
    alarm_policy: AlarmPolicy | None = None
    handling: HandlingLimits | None = None
    stop_policy: StopPolicy | None = field(default=None, metadata=LATER)
    persons: tuple[Person, ...] = ()
    shifts: tuple[Shift, ...] = ()
    duties: tuple[Duty, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    causes: tuple[RootCause, ...] = ()
    areas: tuple[Area, ...] = ()
    hash: str = ""
    """SHA-256 in hex over the parsed content: same rules, same hash, whatever the layout."""

    @property
    def policy(self) -> AlarmPolicy:
        """The rules for holding alarms in force: the plant's own, or those shipped."""
        return self.alarm_policy or load_alarm_policy()

    @property
    def handling_limits(self) -> HandlingLimits:
        """By when a step of handling is to be done: the plant's own limits, or those shipped."""
        return self.handling or load_handling_limits()

    @property
    def filing(self) -> StopPolicy:
        """The rules for filing stops in force: the plant's own, or those shipped."""
        return self.stop_policy or load_stop_policy()

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Tag id → row in every array of shape (tags,)."""
        return {tag.id: row for row, tag in enumerate(self.tags)}

    @cached_property
    def gateway_row_of(self) -> Mapping[str, int]:
        """Gateway id → row in every array of shape (gateways,)."""
        return {gateway.id: row for row, gateway in enumerate(self.gateways)}

    @cached_property
    def _records_of(self) -> Mapping[str, Records]:
        """Source → records, of all that is no tag."""
        sources: tuple[Gateway | Voting | Interlock | GasArray | Model, ...] = (
            *self.gateways,
            *self.votings,
            *self.interlocks,
            *self.gas_arrays,
            *self.models,
        )
        return {**self.platform, **{source.id: source.records for source in sources}}

    def record_of(self, source: str, condition: Condition) -> Rationalisation:
        """What is on record about an alarm, nothing where its source is not known."""
        row = self.row_of.get(source)
        if row is not None:
            return self.tags[row].record_of(condition)
        return self._records_of.get(source, {}).get(condition, NOTHING)

    @cached_property
    def equipment_of(self) -> Mapping[str, Equipment]:
        """Equipment id → equipment."""
        return {equipment.id: equipment for equipment in self.equipment}

    @cached_property
    def hazard_of(self) -> Mapping[str, Hazard]:
        """Hazard id → hazard."""
        return {hazard.id: hazard for hazard in self.hazards}
