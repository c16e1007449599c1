import math

import numpy as np
import pytest

from plant.words import Plant
from simulators.frame_writer import Form
from simulators.load import Load, send_load
from tests.simulators.conftest import listen

pytestmark = pytest.mark.broker


@pytest.mark.parametrize(("batch", "form"), [(1, Form.VALUES), (100, Form.COLUMNS)])
async def test_everything_sent_arrives_and_is_counted(
    taixing: Plant, mosquitto: str, batch: int, form: Form
) -> None:
    async with listen(mosquitto) as heard:
        sent = await send_load(taixing, mosquitto, Load(messages=200, batch=batch, form=form))
    told = [body.get("tags") or list(body["values"]) for body in heard.data()]
    assert len(told) == len(sent.seq) == 200
    assert sum(map(len, told)) == sent.readings
    assert sent.readings_per_second > 0
    assert (np.diff(sent.sent_ns) >= 0).all()
    for row, gateway in enumerate(taixing.gateways):
        arrived = [body["seq"] for body in heard.data(gateway.id)]
        assert arrived == sent.seq[sent.gateway == row].tolist()


async def test_no_reading_repeats_another(taixing: Plant, mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        await send_load(taixing, mosquitto, Load(messages=2000, batch=1, form=Form.VALUES))
    stamps = [(tag, body["ts"]) for body in heard.data() for tag in body["values"]]
    assert len(set(stamps)) == len(stamps) == 2000


async def test_a_rate_is_kept(taixing: Plant, mosquitto: str) -> None:
    sent = await send_load(taixing, mosquitto, Load(messages=50, rate=100))
    assert 0.45 <= sent.seconds < 2


async def test_a_plant_without_tags_has_no_load(taixing: Plant, mosquitto: str) -> None:
    empty = type(taixing)(taixing.park, (), (), (), (), ())
    with pytest.raises(ValueError, match="no gateway"):
        await send_load(empty, mosquitto, Load(messages=1, rate=math.inf))
