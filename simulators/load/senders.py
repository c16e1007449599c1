"""Who sends what: a plant's tags dealt out among the gateways that speak a form.

Plain data, made before the run, so that the generator's process reads no plant and judges nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plant.words import Gateway, Plant
from simulators.formats.speech import FormError
from simulators.load.excursions import Excursion, find_calm, find_excursion
from simulators.load.forms import FORMS, LoadForm, Mouth, Voice
from simulators.routing import name_tag

FINEST_HZ: Final = 1000.0
"""Times are in whole milliseconds."""


class LoadError(ValueError):
    """This load can't be sent to this plant; the text says why and what would help."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A gateway of a plant with its tags: their rows, ids, what it calls them, two calm values
    each, and what raises an alarm (None: nothing does).
    """

    plant: Plant
    gateway: Gateway
    rows: Sequence[int]
    tags: Sequence[str]
    names: Sequence[str]
    calm: Sequence[tuple[float, float]]
    excursions: Sequence[Excursion | None]

    def open_voice(self, form: LoadForm, boot: str) -> Voice:
        """The gateway's voice in one boot.

        :raises FormError: a tag's name or the gateway's topic can't be used in its format.
        """
        mouth = Mouth(self.plant, self.gateway, self.rows, self.names, boot)
        return FORMS[form].make_voice(mouth)


def plan_senders(plant: Plant, form: LoadForm) -> list[Sender]:
    """The gateways that speak the form, with the tags of their enterprise in equal shares.

    :raises LoadError: none of them has a tag to send, one is not declared a simulation, or a name
        can't be said in the form.
    """
    wanted = FORMS[form].format
    calm, senders = find_calm(plant), []
    for enterprise in plant.enterprises:
        gateways = [
            gateway
            for gateway in plant.gateways
            if (gateway.enterprise, gateway.format) == (enterprise.id, wanted)
        ]
        rows = [row for row, tag in enumerate(plant.tags) if tag.enterprise == enterprise.id]
        for place, gateway in enumerate(gateways):
            own = rows[place :: len(gateways)]
            if own:
                senders.append(_equip(plant, gateway, own, calm))
    _check(senders, wanted)
    try:
        for sender in senders:
            sender.open_voice(form, "")
    except FormError as error:
        raise LoadError(str(error)) from error
    return senders


def _equip(
    plant: Plant, gateway: Gateway, rows: Sequence[int], calm: Sequence[tuple[float, float]]
) -> Sender:
    tags = [plant.tags[row] for row in rows]
    return Sender(
        plant,
        gateway,
        rows,
        [tag.id for tag in tags],
        [name_tag(tag, gateway) for tag in tags],
        [calm[row] for row in rows],
        [find_excursion(tag) for tag in tags],
    )


def _check(senders: Sequence[Sender], wanted: str) -> None:
    if not senders:
        raise LoadError(
            f"该厂区没有格式为 {wanted} 且有位号的网关 no gateway of this plant speaks {wanted}"
            " and has a tag to send"
        )
    live = [sender.gateway.id for sender in senders if not sender.gateway.simulation]
    if live:
        raise LoadError(
            f"网关未声明 simulation = true,平台会拒收 not declared simulation = true, so the"
            f" platform would refuse their data: {', '.join(live[:5])}"
        )


def check_pace(senders: Sequence[Sender], form: LoadForm, rate: float, batch: int) -> None:
    """Refuse a load whose readings could not be told apart by their times.

    :param rate: messages a second, dealt out among the senders in turn.
    :raises LoadError: a message holds more than the form can carry, or a tag would be sent more
        often than its times are fine.
    """
    traits, fewest = FORMS[form], min(len(sender.tags) for sender in senders)
    most = min(traits.most, fewest)
    if batch > most:
        raise LoadError(
            f"--batch {batch}: 每条报文最多 {most} 个读数 a message of {form} from the smallest"
            f" gateway holds {most} readings at most"
        )
    turns_a_second = rate / len(senders) * batch / (fewest - fewest % batch or batch)
    if turns_a_second > FINEST_HZ:
        raise LoadError(
            f"每个位号每秒 {turns_a_second:.0f} 次,时间戳只能区分 {FINEST_HZ:.0f} 次"
            f" each tag would be sent {turns_a_second:.0f} times a second, and its times"
            f" tell {FINEST_HZ:.0f} apart: take more tags or a lower rate"
        )
