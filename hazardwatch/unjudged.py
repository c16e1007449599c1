"""What a plant asks for that is not judged, said before it could be relied on."""

from plant.words import Plant


def name_unjudged(plant: Plant) -> list[str]:
    """Models that have no training for their tags: the rest of the plant is watched all the same.

    ``plant check`` says what is wrong with each.
    """
    return [
        f"模型 {model.id} 无可用的训练结果，不判断 is not judged: it has no training that fits it"
        for model in plant.models
        if model.training is None
    ]
