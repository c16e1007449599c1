"""What tags measure or tell, and which kinds are alike; data, without a word about any tag."""

from enum import StrEnum


class TagKind(StrEnum):
    """What a tag measures or tells (AQ 3035-2010 §4.5 and the contract's additions)."""

    TEMPERATURE = "temperature"
    PRESSURE = "pressure"
    LEVEL = "level"
    FLOW = "flow"
    VALVE_POSITION = "valve_position"
    GAS_COMBUSTIBLE = "gas_combustible"
    GAS_TOXIC = "gas_toxic"
    GAS_OXYGEN = "gas_oxygen"
    COMPOSITION = "composition"
    WIND_SPEED = "wind_speed"
    WIND_DIRECTION = "wind_direction"
    AIR_TEMPERATURE = "air_temperature"
    HUMIDITY = "humidity"
    FLAME = "flame"
    SMOKE = "smoke"
    POWER = "power"
    EARTH_RESISTANCE = "earth_resistance"
    INTERLOCK_STATE = "interlock_state"
    BYPASS_STATE = "bypass_state"
    PUMP_RUNNING = "pump_running"
    ALARM_CONTACT = "alarm_contact"
    CALL_BUTTON = "call_button"
    ESD_BUTTON = "esd_button"
    OPERATING_STATE = "operating_state"
    OTHER = "other"


GAS_KINDS = frozenset({TagKind.GAS_COMBUSTIBLE, TagKind.GAS_TOXIC, TagKind.GAS_OXYGEN})

STATE_KINDS = frozenset(
    {
        TagKind.INTERLOCK_STATE,
        TagKind.BYPASS_STATE,
        TagKind.PUMP_RUNNING,
        TagKind.ALARM_CONTACT,
        TagKind.CALL_BUTTON,
        TagKind.ESD_BUTTON,
        TagKind.OPERATING_STATE,
    }
)
"""Whose values are states, not measurements."""
