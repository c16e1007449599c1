"""The electricity of a unit: mains that may fail or dip, and the battery behind the instruments.

A dip is a failure that ends. Contactors fall off at once and stay off; instruments and solenoids
live on the uninterruptible supply until its battery is empty.
"""

from dataclasses import dataclass

NOMINAL_V = 220.0


@dataclass(frozen=True, slots=True)
class PowerSupply:
    """A supply as built: for how long the battery carries the instruments, and how it refills."""

    battery_s: float = 1800.0
    recharge_ratio: float = 0.1
    """Seconds of battery regained in a second of mains."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The state of a supply."""

    mains: bool = True
    battery_s: float = 1800.0

    @property
    def instruments(self) -> bool:
        """Whether instruments, solenoids and the logic solver have power."""
        return self.mains or self.battery_s > 0.0

    @property
    def on_battery(self) -> bool:
        return not self.mains and self.battery_s > 0.0

    @property
    def volts(self) -> float:
        """Voltage at the instruments."""
        return NOMINAL_V if self.instruments else 0.0


def carry(supply: PowerSupply, charge: Charge, dt_s: float) -> Charge:
    """The supply ``dt_s`` later, the mains staying as they are."""
    change = supply.recharge_ratio * dt_s if charge.mains else -dt_s
    return Charge(charge.mains, min(supply.battery_s, max(0.0, charge.battery_s + change)))
