"""The three profiles of the Numenta Anomaly Benchmark: what an alarm and a miss count.

``config/profiles.json`` of github.com/numenta/NAB; Lavin and Ahmad, arXiv 1510.03336, table I.
"""

from typing import Final, NamedTuple


class Profile(NamedTuple):
    """What is given for a failure found at once, and taken for a false alarm and for a miss."""

    found: float
    false_alarm: float
    miss: float


PROFILES: Final[dict[str, Profile]] = {
    "standard": Profile(1.0, 0.11, 1.0),
    "low FP": Profile(1.0, 0.22, 1.0),
    "low FN": Profile(1.0, 0.11, 2.0),
}


def scale_score(gained: float, failures: int, profile: Profile) -> float:
    """Points on the scale where 0 is never an alarm and 100 all found at once and nothing else.

    0 where there was nothing to find.
    """
    least, most = -profile.miss * failures, profile.found * failures
    return 100 * (gained - least) / (most - least) if failures else 0.0
