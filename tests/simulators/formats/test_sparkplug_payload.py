"""Payloads byte by byte as protobuf 7.36 writes them from Tahu's sparkplug_b.proto."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_payload import is_simulated, read_payload
from simulators.formats.sparkplug_payload import (
    DataType,
    MetricValue,
    write_bd_seq,
    write_control,
    write_metric,
    write_payload,
)

T = 1_763_900_000_000
DOUBLE, FLOAT, BOOLEAN = DataType.DOUBLE, DataType.FLOAT, DataType.BOOLEAN

BIRTHS = {
    (
        "08858e8885ab3312120a05626453657118858e8885ab332004580312210a144e6f646520436f6e74726f6c2f52"
        "65626972746818858e8885ab33200b7000122e0a064c542d313031100018808e8885ab33200a4a100a07656e67"
        "556e69741205080c42016d693333333333d351401800220a73696d756c6174696f6e"
    ): write_payload(
        T + 5,
        [
            write_bd_seq(3, T + 5),
            write_control("Node Control/Rebirth", T + 5),
            write_metric(MetricValue("LT-101", 0, T, DOUBLE, 71.3, unit="m")),
        ],
        0,
        "simulation",
    ),
    (
        "08858e8885ab33123d0a06e6b8a9e5baa610ac0218808e8885ab3320094a220a075175616c6974790a07656e67"
        "556e69741205080318f4031207080c4203e28483650000a44112140a0458412d3110ad0218808e8885ab33200b"
        "700112140a0450542d3110ae0218808e8885ab33200a38011801220a73696d756c6174696f6e"
    ): write_payload(
        T + 5,
        [
            write_metric(MetricValue("温度", 300, T, FLOAT, 20.5, 500, "℃")),
            write_metric(MetricValue("XA-1", 301, T, BOOLEAN, 1.0)),
            write_metric(MetricValue("PT-1", 302, T, DOUBLE, math.nan)),
        ],
        1,
        "simulation",
    ),
}

DATA = {
    (
        "08858e8885ab331214100018808e8885ab33280169000000000000d0bf120c10ad0218808e8885ab3370001224"
        "10ae0218808e8885ab334a0f0a075175616c6974791204080318006959f3f8c21f6ea50118ff01"
    ): write_payload(
        T + 5,
        [
            write_metric(MetricValue("", 0, T, DOUBLE, -0.25, historical=True)),
            write_metric(MetricValue("", 301, T, BOOLEAN, 0.0)),
            write_metric(MetricValue("", 302, T, DOUBLE, 1e-300, 0)),
        ],
        255,
    ),
    "120c0a056264536571200458ff01220a73696d756c6174696f6e": write_payload(
        None, [write_bd_seq(255, None)], None, "simulation"
    ),
}


@pytest.mark.parametrize(("foreign", "own"), [*BIRTHS.items(), *DATA.items()])
def test_the_bytes_are_those_of_a_foreign_encoder(foreign, own):
    assert own.hex() == foreign


@given(
    st.text(max_size=20),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**63),
    st.floats(),
    st.booleans(),
)
def test_what_is_written_is_read(name, alias, ts, value, historical):
    written = write_metric(MetricValue(name, alias, ts, DOUBLE, value, historical=historical))
    (metric,) = read_payload(write_payload(ts, [written], 7)).metrics
    assert (metric.name, metric.alias, metric.time) == (name, alias, ts)
    assert metric.datatype == (10 if name else 0)
    assert bool(metric.flags & 4) == math.isnan(value)
    assert bool(metric.flags & 1) == historical


def test_a_state_that_is_no_boolean_goes_out_whole():
    written = write_metric(MetricValue("", 1, T, BOOLEAN, 2.0))
    (metric,) = read_payload(write_payload(T, [written], 0)).metrics
    assert metric.raw == b"\x00\x00\x00\x00\x00\x00\x00\x40"


@given(st.binary(max_size=80))
def test_only_the_payload_s_own_uuid_is_a_mark(noise):
    is_simulated(noise)
    metric = write_metric(MetricValue("\x22\x0asimulation", 1, T, DOUBLE, 1.0))
    assert not is_simulated(write_payload(T, [metric], 0))
    assert not is_simulated(write_payload(T, [metric], 0, "simulations"))
    assert is_simulated(write_payload(T, [metric], 0, "simulation"))
