"""What all units of an enterprise live on: instrument air, nitrogen, cooling water, electricity.

Headers and cooling water are known by their equipment, electricity by its enterprise. Instrument
air reaches every valve of the enterprises that its header serves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from plant.words import Plant
from simulators.physics.cooling_water import CoolingWater, circulate, return_c, wet_bulb_c
from simulators.physics.header import Header, supply
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.power_supply import Charge, PowerSupply, carry
from simulators.physics.shown import clip, show_kpa
from simulators.physics.standard_conditions import ATMOSPHERE_KPA
from simulators.physics.valves import Supply
from simulators.physics.weather import Air

_WATER_KPA = 400.0


@dataclass(slots=True)
class _Network:
    header: Header
    pressure_kpa: float
    serves: tuple[str, ...]
    gas: str
    machines: tuple[str, ...]
    feed_share: float = 1.0
    leak_nm3h: float = 0.0


@dataclass(slots=True)
class _Loop:
    system: CoolingWater
    pumps: tuple[str, ...]
    chillers: tuple[str, ...]
    chilled_c: float | None
    base_kw: float
    supply_c: float
    load_kw: float = 0.0
    share: float = 1.0


class Utilities:
    """Headers, cooling water and power of a plant, stepped together."""

    def __init__(self, plant: Plant, physics: Physics, air: Air) -> None:
        self._plant = plant
        self._rows = physics
        owner = {each.id: plant.hazard_of[each.hazard].enterprise for each in plant.equipment}
        self._networks = {
            row["equipment"]: _lay(row, owner[row["equipment"]]) for row in physics.of("header")
        }
        self._loops = {row["equipment"]: _fill(row, air) for row in physics.of("cooling_water")}
        self._supplies = {
            row["enterprise"]: PowerSupply(row.get("battery_s", 1800.0))
            for row in physics.of("power")
        }
        self._charges = {
            name: Charge(battery_s=each.battery_s) for name, each in self._supplies.items()
        }

    def set_feed(self, header: str, share: float) -> None:
        """Let a header have only a share of its feed, whatever its compressors do."""
        self._networks[header].feed_share = share

    def set_leak(self, header: str, leak_nm3h: float) -> None:
        """Let a header leak, Nm³/h at its set pressure; 0 ends it."""
        self._networks[header].leak_nm3h = leak_nm3h

    def set_mains(self, enterprise: str, *, on: bool) -> None:
        """Cut an enterprise's mains, or let them return."""
        self._charges[enterprise] = Charge(on, self._charges[enterprise].battery_s)

    def pressure_kpa(self, header: str) -> float:
        """Gauge pressure of a header."""
        return self._networks[header].pressure_kpa

    def nitrogen_share(self, header: str) -> float:
        """What blanketing gets of its design flow: less below half the set pressure."""
        if header not in self._networks:
            return 1.0
        network = self._networks[header]
        return min(1.0, max(0.0, network.pressure_kpa / (0.5 * network.header.set_kpa)))

    def take(self, header: str, amount_nm3: float) -> None:
        """Take gas out of a header besides its steady use, no more than it holds under pressure."""
        if header in self._networks:
            network = self._networks[header]
            drop_kpa = amount_nm3 * ATMOSPHERE_KPA / network.header.receiver_m3
            network.pressure_kpa = max(0.0, network.pressure_kpa - drop_kpa)

    def water(self, name: str) -> tuple[float, float]:
        """Supply temperature, °C, and share of the circulation of a cooling-water system."""
        return self._loops[name].supply_c, self._loops[name].share

    def load(self, name: str, heat_kw: float) -> None:
        """Add what a unit gives to the water in the coming step."""
        self._loops[name].load_kw += heat_kw

    def supplies(self) -> dict[str, Supply]:
        """Air and power by enterprise."""
        air = {
            served: each.pressure_kpa
            for each in self._networks.values()
            if each.gas == "air"
            for served in each.serves
        }
        return {
            name: Supply(
                air.get(name, Supply().air_kpa),
                charge.instruments if charge else True,
                charge.mains if charge else True,
            )
            for name in {*air, *self._charges}
            for charge in (self._charges.get(name),)
        }

    def step(self, dt_s: float, air: Air, machines: Machines) -> None:
        """Move all utilities on under the air around them and the machines that drive them."""
        for name, supply_of in self._supplies.items():
            self._charges[name] = carry(supply_of, self._charges[name], dt_s)
        for network in self._networks.values():
            share = network.feed_share * machines.share(network.machines)
            network.pressure_kpa = supply(
                network.header,
                network.pressure_kpa,
                dt_s,
                feed_share=share,
                leak_nm3h=network.leak_nm3h,
            ).pressure_kpa
        for loop in self._loops.values():
            loop.share = machines.share(loop.pumps)
            load_kw = loop.base_kw + loop.load_kw
            sink_c = wet_bulb_c(air) if loop.chilled_c is None else loop.chilled_c
            cooled = loop.share * machines.share(loop.chillers)
            loop.supply_c = circulate(loop.system, loop.supply_c, sink_c, dt_s, load_kw, cooled)

    def begin(self) -> None:
        """Forget the heat of the step before; units tell theirs anew."""
        for loop in self._loops.values():
            loop.load_kw = 0.0

    def show(self, value: NDArray[float64]) -> None:
        """Write what the utilities' instruments read into ``value``, float64 (tags,)."""
        for row in self._rows.of("header"):
            self._write(value, row["pressure"], kpa=self.pressure_kpa(row["equipment"]))
        for row in self._rows.of("cooling_water"):
            self._show_loop(value, row, self._loops[row["equipment"]])
        for row in self._rows.of("power"):
            charge = self._charges[row["enterprise"]]
            for name in row.get("volts", ()):
                value[self._plant.row_of[name]] = charge.volts
            for name in row.get("on_battery", ()):
                value[self._plant.row_of[name]] = float(charge.on_battery)

    def _show_loop(self, value: NDArray[float64], row: Mapping[str, Any], loop: _Loop) -> None:
        load_kw = loop.base_kw + loop.load_kw
        read = {
            "flow": loop.system.flow_m3h * loop.share,
            "supply": loop.supply_c,
            "return": return_c(loop.system, loop.supply_c, load_kw, loop.share),
        }
        for key, quantity in read.items():
            if key in row:
                tag = self._plant.tags[self._plant.row_of[row[key]]]
                value[self._plant.row_of[row[key]]] = clip(quantity, tag)
        if "pressure" in row:
            self._write(value, row["pressure"], kpa=_WATER_KPA * loop.share**2)

    def _write(self, value: NDArray[float64], name: str, *, kpa: float) -> None:
        tag = self._plant.tags[self._plant.row_of[name]]
        value[self._plant.row_of[name]] = clip(show_kpa(kpa, tag.unit), tag)


def _lay(row: Mapping[str, Any], enterprise: str) -> _Network:
    header = Header(row["receiver_m3"], row["set_kpa"], row["feed_nm3h"], row.get("use_nm3h", 0.0))
    serves = row.get("serves", (enterprise,))
    return _Network(header, header.set_kpa, serves, row["gas"], row.get("machines", ()))


def _fill(row: Mapping[str, Any], air: Air) -> _Loop:
    system = CoolingWater(row["inventory_m3"], row["flow_m3h"], row["duty_kw"])
    base_kw = row.get("base_kw", 0.0)
    chilled_c = row.get("chilled_c")
    sink_c = wet_bulb_c(air) if chilled_c is None else chilled_c
    settled = sink_c + system.approach_k * base_kw / system.duty_kw
    return _Loop(system, row.get("pumps", ()), row.get("chillers", ()), chilled_c, base_kw, settled)
