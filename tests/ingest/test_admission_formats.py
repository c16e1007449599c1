"""Foreign gateways through admission: their frames become readings like anybody's."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.admission import Admission
from ingest.frame import Frame, Reason
from plant.quality import BAD, BAD_NOT_A_NUMBER
from plant.reading import NEVER, Mark
from plant.words import Gateway
from tests.ingest.formats.readers import JSON
from tests.ingest.frames import FLOW, LEVEL, OTHER, PRESSURE, TEMPERATURE, admit, reasons
from tests.ingest.parks import T0, make_plant

MISSING = (-9999.0, 65535.0)
BASE = make_plant()
TAGS = (
    BASE.tags[LEVEL],
    replace(BASE.tags[PRESSURE], source_name="320500012024"),
    replace(BASE.tags[TEMPERATURE], source_name="PLC1/罐区/温度 1"),
    *BASE.tags[FLOW:],
)
PLANT = make_plant(
    tags=TAGS,
    gateways=(
        Gateway("P", "E1", format="pinyin", topic="hz/pinyin", prefix="E1.", missing=MISSING),
        Gateway("N", "E1", format="neuron", topic="/neuron/app/+/+", prefix="E1.", missing=MISSING),
        Gateway("B", "E1", format="bare", topic="hz/bare/#", prefix="E1.", missing=MISSING),
        Gateway("H", "E1", prefix="E1.", missing=MISSING),
        Gateway("B2", "E2", format="bare", topic="hz/e2/+", prefix="E2.", units="convert"),
    ),
)
P, N, B, H, B2 = range(5)
TOPICS = {P: "hz/pinyin", N: "/neuron/app/PLC1/罐区", H: "hazard/v1/P/E1/H/data"}


def start(*, stream=False):
    return Admission(PLANT, stream=stream, start=0 if stream else T0)


def send(payload, topic, received=T0, *, retained=False):
    data = payload if isinstance(payload, bytes) else payload.encode()
    return Frame(topic, data, received, retained)


def pinyin(value, name="LT-101", at=T0):
    return send(f'{{"CGQBH": "{name}", "CJSJ": {at}, "VALUE": {value}}}', TOPICS[P])


def neuron(value, name="LT-101", topic=TOPICS[N], at=T0):
    _, _, _, node, group = topic.split("/")
    body = (
        f'"timestamp": {at}, "node": "{node}", "group": "{group}", "values": {{"{name}": {value}}}'
    )
    return send(f"{{{body}}}", topic)


def bare(value, name="LT-101"):
    return send(value, f"hz/bare/{name}")


def own(value, name="LT-101"):
    return send(f'{{"ts": {T0}, "values": {{"{name}": {value}}}}}', TOPICS[H])


@pytest.mark.parametrize(
    ("frame", "gateway"),
    [(pinyin('"3.5"'), P), (neuron("3.5"), N), (bare("3.5"), B), (own("3.5"), H)],
)
def test_a_reading_of_any_format_is_a_reading(frame, gateway):
    admission = start()
    admitted = admit(admission, frame)
    batch = admitted.batch
    assert not admitted.refusals
    assert (batch.row.tolist(), batch.value.tolist(), batch.status.tolist()) == (
        [LEVEL],
        [3.5],
        [0],
    )
    assert (batch.gateway.tolist(), batch.source.tolist()) == ([gateway], [T0])
    assert admission.links.gateway_of[LEVEL] == gateway
    name = PLANT.gateways[gateway].id
    assert (admission.counters[name].frames, admission.counters[name].readings) == (1, 1)
    assert [note.gateway for note in admitted.statuses] == [name]


def test_source_names_lead_to_tags():
    batch = admit(start(), pinyin('"0.8"', "320500012024"), neuron("21", "温度 1")).batch
    assert (batch.row.tolist(), batch.value.tolist()) == ([PRESSURE, TEMPERATURE], [0.8, 21.0])


@pytest.mark.parametrize(
    ("code", "write"),
    [
        ("-9999", pinyin),
        ('"-9999"', pinyin),
        ('"-9999.0"', pinyin),
        ('"65535"', pinyin),
        ("65535.0", neuron),
        ("-9999", neuron),
        ("-9999", bare),
        ("-9999.00", bare),
        ("6.5535e4", bare),
        ("-9999", own),
        ("-9999.0", own),
    ],
)
def test_a_missing_code_is_bad_quality_in_every_format(code, write):
    batch = admit(start(), write(code)).batch
    assert np.isnan(batch.value[0])
    assert batch.status.tolist() == [BAD]


def test_a_missing_code_as_text_is_no_number_in_our_own_format_and_bad_all_the_same():
    admitted = admit(start(), own('"-9999"'))
    assert admitted.batch.status.tolist() == [BAD_NOT_A_NUMBER]
    assert reasons(admitted) == [(Reason.NOT_A_NUMBER, "H", "LT-101")]


@pytest.mark.parametrize(
    ("frame", "gateway", "reason", "tag"),
    [
        (send("{", TOPICS[P]), "P", Reason.UNPARSABLE, ""),
        (send("[]", TOPICS[N]), "N", Reason.UNPARSABLE, ""),
        (send(b"1" * ((1 << 20) + 1), "hz/bare/x"), "B", Reason.TOO_LARGE, ""),
        (bare("1", "E2.LT-1"), "B", Reason.UNKNOWN_TAG, "E2.LT-1"),
        (bare("Bad"), "B", Reason.NOT_A_NUMBER, "LT-101"),
        (bare("1 MPa"), "B", Reason.BAD_UNIT, "LT-101"),
        (send("1", "hz/else/LT-101"), "", Reason.WRONG_TOPIC, ""),
        (send("1", "hz/e2/LT-1/more"), "", Reason.WRONG_TOPIC, ""),
    ],
)
def test_what_is_wrong_is_refused_under_its_gateway_and_the_next_frame_goes_on(
    frame, gateway, reason, tag
):
    admission = start()
    admitted = admit(admission, frame, bare("4"))
    assert reasons(admitted) == [(reason, gateway, tag)]
    assert admitted.batch.value.tolist()[-1] == 4.0
    counted = admission.counters[gateway].refused if gateway else admission.strangers
    assert counted == {reason: 1}


def test_a_foreign_gateway_speaks_only_of_its_enterprise():
    admitted = admit(start(), send("7", "hz/e2/LT-1"), send("7", "hz/e2/E1.LT-101"))
    assert admitted.batch.row.tolist() == [OTHER]
    assert reasons(admitted) == [(Reason.UNKNOWN_TAG, "B2", "E1.LT-101")]


def test_two_drivers_that_come_to_one_tag_are_told_apart():
    other = "/neuron/app/PLC2/罐区"
    admitted = admit(
        start(), neuron("1"), neuron("9", topic=other, at=T0 + 1), neuron("2", at=T0 + 2)
    )
    assert admitted.batch.value.tolist() == [1.0, 2.0]
    assert reasons(admitted) == [(Reason.UNKNOWN_TAG, "N", "PLC2/罐区/LT-101")]
    assert "declare source_name" in admitted.refusals[0].detail


def test_a_declared_conversion_is_made_and_counted():
    admission = start()
    batch = admit(admission, send("1100 mm", "hz/e2/LT-1")).batch
    assert (batch.value.tolist(), batch.status.tolist()) == ([1.1], [0])
    assert admission.counters["B2"].converted == 1


def test_a_will_on_the_platform_s_own_status_topic_holds_for_a_foreign_gateway():
    admission = start()
    admit(admission, bare("1"))
    admit(admission, send('{"online": false}', "hazard/v1/P/E1/B/status", T0 + 1))
    assert admission.links.offline[B] == T0 + 1
    late = admit(admission, send("{}", TOPICS[P], T0 + 2), send("2", "hz/bare/LT-101", T0 + 3))
    assert admission.links.offline[B] == NEVER
    assert [refusal.gateway for refusal in late.refusals] == ["P"]


def test_driver_states_take_tags_down_and_up_again():
    admission = start()
    states = '{{"timestamp": 1, "states": [{{"node": "PLC1", "link": {}, "running": 3}}]}}'
    admit(
        admission,
        neuron("21", "温度 1"),
        send(states.format(0), "/neuron/app/state/update", T0 + 1),
    )
    assert admission.links.down[TEMPERATURE] == T0 + 1
    assert admission.links.down[LEVEL] == NEVER
    batch = admit(admission, neuron("22", "温度 1", at=T0 + 2)).batch
    assert batch.marks[0] & Mark.SOURCE_DOWN
    admit(admission, send(states.format(1), "/neuron/app/state/update", T0 + 3))
    assert admission.links.down[TEMPERATURE] == NEVER


def test_a_retained_foreign_message_is_never_fresh():
    admission = start()
    batch = admit(admission, send("99", "hz/bare/LT-101", retained=True)).batch
    assert batch.marks[0] & Mark.STORED_ONLY
    assert admission.links.heard[B] < T0


BYTES = st.binary() | st.text().map(str.encode) | JSON.map(lambda body: json.dumps(body).encode())


@given(
    st.lists(st.tuples(st.sampled_from([*TOPICS.values(), "hz/bare/LT-101"]), BYTES), max_size=5)
)
def test_whatever_the_bytes_every_frame_is_counted_and_none_raises(sent):
    admission = start()
    admitted = admit(
        admission, *(send(payload, topic) for topic, payload in sent), bare("5", "PT-101")
    )
    assert sum(one.frames for one in admission.counters.values()) == len(sent) + 1
    assert admitted.batch.value[admitted.batch.row == PRESSURE].tolist()[-1] == 5.0


def test_on_a_stream_s_clock_a_bare_value_is_of_the_stream_s_time():
    admission = start(stream=True)
    batch = admit(admission, neuron("1", at=5_000), bare("2", "PT-101")).batch
    assert batch.source.tolist() == [5_000, 5_000]
