"""The parts of the platform that can fail have a name each, in both languages."""

from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.wording import SUBSYSTEM_WORDS


def test_every_subsystem_has_its_place_and_its_words() -> None:
    assert set(SUBSYSTEMS) == set(Subsystem) == set(SUBSYSTEM_WORDS)
    assert len({words.zh for words in SUBSYSTEM_WORDS.values()}) == len(SUBSYSTEMS)
