"""A plant directory, read and checked: ``plant.toml`` and ``tags.csv`` in, a ``Plant`` out.

Both files are read whole, everything wrong with either is found at once, and only a directory
without a complaint becomes a plant (contract section 3). Reading each file, the cross checks and
the warnings live in the modules named here; this one composes them.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from plant import overrides, plant_toml, tag_table
from plant.advice import advise, advise_gateways
from plant.alarm_policy import apply_settings
from plant.check_advice import advise_checks, advise_logic
from plant.complaint import Checked, Complaint, Place, PlantError
from plant.condition import Condition
from plant.cross_checks import check_together
from plant.draft import Draft
from plant.duties import Person, Shift
from plant.duty_advice import advise_duties
from plant.duty_records import build_duty, build_escalation, build_root_cause
from plant.filed_stops import apply_settings as apply_stop_settings
from plant.gas_limits import fill_levels
from plant.handling_limits import apply_limits
from plant.handling_settings import advise_handling
from plant.inheritance import Settings, gather_settings, gather_sources
from plant.rationalisation import NOTHING
from plant.rationalisation_advice import advise_records
from plant.rationalisation_settings import RATED, SOURCE_CONDITIONS, find_records
from plant.sections import FIGURES, TEMPERATURES
from plant.subsystem import SUBSYSTEMS
from plant.tag_settings import resolve_tag
from plant.training import Training
from plant.training_file import advise_trainings, take_up_trainings
from plant.words import (
    LATER,
    UNHASHED,
    Area,
    Camera,
    Cause,
    Contact,
    Effect,
    Enterprise,
    Equipment,
    GasArray,
    Gateway,
    Hazard,
    HeldChemical,
    Interlock,
    Mode,
    Model,
    Park,
    Permissive,
    Plant,
    Records,
    Tag,
    Voting,
)

__all__ = ["Checked", "Complaint", "PlantError", "check_plant", "hash_plant", "read_plant"]

_EMPTY: Final[tuple[Any, ...]] = (None, "", (), {})


def read_plant(directory: Path, changes: Sequence[str] = ()) -> Plant:
    """The plant that a directory describes.

    :param changes: cells of tags.csv that are to be read instead (:mod:`plant.overrides`).
    :raises PlantError: with every complaint, where there is any.
    """
    checked = check_plant(directory, changes=changes)
    if checked.plant is None:
        raise PlantError(checked.complaints)
    return checked.plant


Adviser = Callable[[Plant, Draft], Iterable[Complaint]]
"""Who knows more than this folder and warns of what it sees in a sound plant."""


def check_plant(
    directory: Path, advisers: Iterable[Adviser] = (), changes: Sequence[str] = ()
) -> Checked:
    """Read a directory and say everything that is wrong with it, or likely to be a mistake.

    Both lists are in the order of the files' lines; the plant is there exactly without a
    complaint.

    :param advisers: are asked for further warnings.
    :param changes: as for :func:`read_plant`.
    """
    draft = read_draft(directory, changes)
    if draft.complaints:
        return Checked(None, in_order(draft.complaints), [])
    plant, untrained = take_up_trainings(build_plant(draft), directory)
    if plant.models:
        plant = replace(plant, hash=hash_plant(plant))
    warnings = [
        *advise(plant, draft.rows("tag")),
        *advise_checks(plant, draft.rows("tag")),
        *advise_gateways(draft.rows("gateway")),
        *advise_logic(plant, draft),
        *advise_records(plant, draft),
        *advise_duties(plant, draft),
        *advise_handling(plant, draft),
        *advise_trainings(plant, draft, untrained),
        *(warning for advise_more in advisers for warning in advise_more(plant, draft)),
    ]
    return Checked(plant, [], in_order(warnings))


def read_tag_variants(directory: Path, tag: str, variants: Sequence[str]) -> list[Tag]:
    """One tag of a directory under each of several changes to a cell, one change at a time.

    The files are read once, the checks are made for each change.

    :param variants: as ``changes`` of :func:`read_plant`, each of this tag.
    :raises PlantError: with every complaint about any of them.
    """
    draft = read_files(directory)
    tags: list[Tag] = []
    for change in variants:
        own = replace(draft, sections=dict(draft.sections))
        finish_draft(own, [change])
        tags += [] if own.complaints else build_tags(own, tag)
    if draft.complaints:
        raise PlantError(in_order(draft.complaints))
    return tags


def in_order(complaints: list[Complaint]) -> list[Complaint]:
    """By file and line, of one line in the order of finding, each once."""
    files = (plant_toml.FILE, tag_table.FILE, overrides.FILE)
    found = dict.fromkeys(complaints)
    return sorted(found, key=lambda complaint: (files.index(complaint.file), complaint.line))


def read_draft(directory: Path, changes: Sequence[str] = ()) -> Draft:
    """Both files as rows, with the complaints about them and about their fit."""
    draft = read_files(directory)
    finish_draft(draft, changes)
    return draft


def read_files(directory: Path) -> Draft:
    """Both files as rows, with the complaints about each by itself."""
    draft = Draft()
    toml = load(directory, Place(plant_toml.FILE, draft.complaints))
    table = load(directory, Place(tag_table.FILE, draft.complaints))
    if toml is not None:
        plant_toml.read_plant_toml(toml, draft)
    if table is not None:
        tag_table.read_tags(table, draft)
    return draft


def finish_draft(draft: Draft, changes: Sequence[str]) -> None:
    """Change cells, fill in what a standard gives, and check what must fit together."""
    overrides.apply_overrides(draft, changes)
    fill_levels(draft)
    check_together(draft)


def load(directory: Path, place: Place) -> bytes | None:
    """A file's content, or a complaint and None."""
    try:
        return (directory / place.file).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        place.complain(f"can't be read: {reason}", f"无法读取：{reason}")
        return None


def build_plant(draft: Draft) -> Plant:
    """The plant of a draft without complaints."""

    def build(section: str, make: Any) -> tuple[Any, ...]:
        return tuple(make(row.values) for row in draft.rows(section))

    def build_sources(section: str, make: Any) -> tuple[Any, ...]:
        return tuple(
            make(add_records(row.values, section, settings[row.id])) for row in draft.rows(section)
        )

    park = Park(**draft.park)
    zone = ZoneInfo(park.timezone)
    settings = gather_sources(draft)
    plant = Plant(
        park=park,
        areas=build("area", lambda values: Area(**values)),
        enterprises=build("enterprise", lambda values: Enterprise(**values)),
        hazards=build("hazard", build_hazard),
        equipment=build("equipment", build_equipment),
        gateways=build_sources("gateway", lambda values: Gateway(**values)),
        tags=build_tags(draft),
        votings=build_sources("voting", lambda values: Voting(**values)),
        interlocks=build_sources("interlock", lambda values: build_interlock(values, zone)),
        models=build_sources("model", lambda values: Model(**values)),
        cameras=build("camera", lambda values: Camera(**values)),
        contacts=build("contact", lambda values: Contact(**values)),
        gas_arrays=build_sources("gas_array", lambda values: GasArray(**values)),
        modes=build("mode", build_mode),
        platform=build_platform(settings),
        alarm_policy=apply_settings(draft.alarms) if draft.alarms else None,
        handling=apply_limits(draft.handling.values) if draft.handling else None,
        stop_policy=apply_stop_settings(draft.filed_stops) if draft.filed_stops else None,
        persons=build("person", lambda values: Person(**values)),
        shifts=build("shift", lambda values: Shift(**values)),
        duties=build("duty", build_duty),
        escalations=build("escalation", build_escalation),
        causes=build("cause", build_root_cause),
    )
    return replace(plant, hash=hash_plant(plant))


def add_records(values: Mapping[str, Any], section: str, settings: Settings) -> Mapping[str, Any]:
    """A source's values with its records, and with the priority that follows where none is."""
    records = find_records(settings, SOURCE_CONDITIONS[section])
    main = records.get(RATED[section], NOTHING) if section in RATED else NOTHING
    rated = {"priority": main.priority} if main.priority else {}
    return {**rated, **values, "records": records}


def build_platform(settings: Mapping[str, Settings]) -> dict[str, Records]:
    """The records of the platform's own alarms."""
    found = {one: find_records(settings[one], (Condition.SYSTEM,)) for one in SUBSYSTEMS}
    return {str(one): records for one, records in found.items() if records}


def build_hazard(values: Mapping[str, Any]) -> Hazard:
    chemicals = tuple(
        HeldChemical(held.get("cas", ""), held["quantity_t"], held.get("class", ""))
        for held in values.get("chemicals", ())
    )
    own = {key: value for key, value in values.items() if key != "defaults"}
    return Hazard(**{**own, "chemicals": chemicals})


def build_equipment(values: Mapping[str, Any]) -> Equipment:
    known = {field.name for field in fields(Equipment)}
    return Equipment(
        **{key: value for key, value in values.items() if key in known},
        figures={key: values[key] for key in (*FIGURES, *TEMPERATURES) if key in values},
    )


def build_interlock(values: Mapping[str, Any], zone: ZoneInfo) -> Interlock:
    due = values.get("proof_test_due")
    return Interlock(
        **{
            **values,
            "causes": tuple(Cause(**cause) for cause in values["causes"]),
            "effects": tuple(Effect(**effect) for effect in values["effects"]),
            "permissives": tuple(Permissive(**one) for one in values.get("permissives", ())),
            "proof_test_due": None if due is None else find_instant(due, zone),
        }
    )


def find_instant(due: date, zone: ZoneInfo) -> int:
    """The instant, ms, of a date's midnight or of a time, in the park's zone if it names none."""
    moment = due if isinstance(due, datetime) else datetime.combine(due, time())
    there = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return round(there.timestamp() * 1000)


def build_mode(values: Mapping[str, Any]) -> Mode:
    limits = {
        tag: {Condition(column.upper()): limit for column, limit in own.items()}
        for tag, own in values.get("limits", {}).items()
    }
    return Mode(**{**values, "limits": limits})


def build_tags(draft: Draft, only: str = "") -> tuple[Tag, ...]:
    """Every tag with its enterprise, equipment and hazard found, and its settings resolved.

    :param only: the id of the one that is wanted, where it is not all.
    """
    hazards, enterprises = draft.by_id("hazard"), draft.rows("enterprise")
    tags: list[Tag] = []
    for row, settings in gather_settings(draft):
        if only and row.id != only:
            continue
        hazard = settings.equipment.get("hazard", "")
        owner = hazards[hazard].values["enterprise"] if hazard else enterprises[0].id
        tags.append(
            resolve_tag(
                settings,
                row.place,
                enterprise=row.values.get("enterprise", owner),
                equipment=row.values.get("equipment", ""),
                hazard=hazard,
            )
        )
    return tuple(tags)


def hash_plant(plant: Plant) -> str:
    """SHA-256 in hex over a plant's resolved content, its ``hash`` left out.

    The order of keys and the layout of the files don't matter, the order of rows does: it is the
    order of every array. What is absent or empty is left out, so that a field added later leaves
    the hash of the plants that don't use it, and so are later fields at their defaults.
    """
    content = json.dumps(
        replace(plant, hash=""),
        default=express,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def express(value: Any) -> Any:
    """What JSON has no form for: a date as ISO 8601 writes it, a record as its fields.

    Of a training its digest: it is more than people write, and another one is another plant.
    """
    if isinstance(value, Training):
        return value.digest
    return value.isoformat() if isinstance(value, date) else list_fields(value)


def list_fields(record: Any) -> dict[str, Any]:
    """A record's fields that say something."""
    said = (one for one in fields(record) if one.metadata != UNHASHED)
    values = ((one, getattr(record, one.name)) for one in said)
    return {
        one.name: value
        for one, value in values
        if value not in _EMPTY and not (one.metadata == LATER and value == one.default)
    }
