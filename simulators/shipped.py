"""Where the parks and scenarios lie that ship with the simulators."""

from pathlib import Path
from typing import Final

PARKS: Final = Path(__file__).parent / "parks"
"""Plant directories: ``taixing``, ``yangtze``, ``tennessee_eastman``, ``refinery_extract``."""

SCENARIOS: Final = Path(__file__).parent / "scenarios"
"""One TOML file each; see :mod:`simulators.scenario`."""
