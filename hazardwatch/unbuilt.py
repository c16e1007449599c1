"""What a plant asks for that this version does not do yet, said before it could be relied on."""

from ingest.formats.dispatch import FORMATS
from plant.words import Plant


def name_unjudged(plant: Plant) -> list[str]:
    """What is read and checked but not judged: the rest of the plant is watched all the same."""
    asked = {
        "表决 votings": plant.votings,
        "联锁 interlocks": plant.interlocks,
        "模型 models": plant.models,
    }
    return [f"{name} 尚不判断 are not judged yet" for name, rows in asked.items() if rows]


def name_unheard(plant: Plant) -> list[str]:
    """Gateways whose format nobody decodes: their tags would stand unwatched."""
    return [
        f"{gateway.id}: format {gateway.format} 尚不支持 is not built yet"
        for gateway in plant.gateways
        if gateway.format not in FORMATS
    ]
