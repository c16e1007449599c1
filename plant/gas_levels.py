"""Gas detector levels and exposure limits as data.

For people who choose or check limits; no limit comes into force from here. The numbers and where
they come from stand in gas_levels.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance
from plant.units import exact, weigh_gas

_FILE: Final = "gas_levels.toml"

ATMOSPHERE_KPA: Final = 101.325
"""One standard atmosphere."""


@dataclass(frozen=True, slots=True)
class ExposureLimit:
    """The occupational exposure limit (职业接触限值 OEL) of one gas, in mg/m³.

    ``kind`` is ``MAC`` or ``PC-TWA``; ``stel_mg_m3`` the 15-minute limit where there is one.
    ``note`` says what the sources disagree about where the trust is ``conflict``.
    """

    cas: str
    name: str
    name_en: str
    kind: str
    oel_mg_m3: float
    stel_mg_m3: float | None
    molar_mass: float
    provenance: Provenance
    note: str

    def levels_mg_m3(self) -> tuple[float, float]:
        """The highest permitted level 1 and level 2 of a detector (一级, 二级报警)."""
        first, second = load_levels()["toxic_oel"]
        return self.oel_mg_m3 * first / 100, self.oel_mg_m3 * second / 100

    def levels_ppm(self, temperature_c: float) -> tuple[float, float]:
        """The same in ppm (by volume) at a temperature and one standard atmosphere."""
        first, second = self.levels_mg_m3()
        return (
            to_ppm(first, self.molar_mass, temperature_c),
            to_ppm(second, self.molar_mass, temperature_c),
        )


@dataclass(frozen=True, slots=True)
class Danger:
    """What is immediately dangerous to life or health (直接致害浓度 IDLH), in mg/m³."""

    cas: str
    idlh_mg_m3: float
    provenance: Provenance
    note: str

    def levels_mg_m3(self) -> tuple[float, float]:
        """The highest permitted levels of a detector that can't measure the exposure limit."""
        first, second = load_levels()["toxic_idlh"]
        return self.idlh_mg_m3 * first / 100, self.idlh_mg_m3 * second / 100


def to_ppm(mg_m3: float, molar_mass: float, temperature_c: float) -> float:
    """A concentration in ppm by volume, at one standard atmosphere.

    :param molar_mass: g/mol.
    :param temperature_c: °C; there is no default, because vendors disagree about 20 and 25.
    """
    return float(exact(mg_m3) / weigh_gas(molar_mass, temperature_c, ATMOSPHERE_KPA))


@cache
def load_levels() -> Mapping[str, tuple[float, float]]:
    """The level pairs of GB/T 50493 by name, as gas_levels.toml explains them."""
    table = load_tables(_FILE)["levels"]
    return {key: (pair[0], pair[1]) for key, pair in table.items() if isinstance(pair, list)}


def name_level_provenance() -> Provenance:
    """Where the level pairs stand."""
    return read_provenance(load_tables(_FILE)["levels"])


@cache
def load_exposure_limits() -> Mapping[str, ExposureLimit]:
    """The exposure limits by CAS number."""
    table = load_tables(_FILE)["exposure"]
    return {
        row["cas"]: ExposureLimit(
            cas=row["cas"],
            name=row["zh"],
            name_en=row["en"],
            kind=row["kind"],
            oel_mg_m3=float(row["oel_mg_m3"]),
            stel_mg_m3=float(row["stel_mg_m3"]) if "stel_mg_m3" in row else None,
            molar_mass=row["molar_mass"],
            provenance=read_provenance(table, row),
            note=row.get("note", ""),
        )
        for row in table["rows"]
    }


@cache
def load_dangers() -> Mapping[str, Danger]:
    """IDLH by CAS number; that of some gases is not known."""
    table = load_tables(_FILE)["idlh"]
    return {
        row["cas"]: Danger(
            row["cas"], float(row["mg_m3"]), read_provenance(table, row), row.get("note", "")
        )
        for row in table["rows"]
    }
