"""What a plant asks for that this version does not do yet, said before it could be relied on."""

from plant.words import Plant


def name_unjudged(plant: Plant) -> list[str]:
    """What is read and checked but not judged: the rest of the plant is watched all the same."""
    asked = {"模型 models": plant.models}
    return [f"{name} 尚不判断 are not judged yet" for name, rows in asked.items() if rows]
