"""What a format has to be told about the gateway that speaks it."""

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Dialect:
    """``zone`` is that of times which name none."""

    zone: tzinfo
