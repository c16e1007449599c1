"""What the tests of all formats share: decoding at a known moment, readings easy to compare."""

import math
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ingest.formats.dialect import Dialect
from ingest.frame import Decoded
from ingest.lenient import Unfit

RECEIVED = 1_714_521_603_000
"""2024-05-01T08:00:03 in Shanghai."""

SHANGHAI = Dialect(ZoneInfo("Asia/Shanghai"))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def documents(keys):
    """JSON in which these keys turn up, in places right and wrong."""
    return st.recursive(
        JSON,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=15,
    )


def read(decode, payload, path="", received=RECEIVED, dialect=SHANGHAI):
    """What a decoder makes of a payload, which must be fit."""
    decoded = decode(
        path, payload if isinstance(payload, bytes) else payload.encode(), received, dialect
    )
    assert isinstance(decoded, Decoded), decoded
    return decoded


def check_shape(decoded):
    """What holds of every answer, whatever the bytes were."""
    if isinstance(decoded, Unfit):
        assert decoded.reason
        assert decoded.detail
        return
    columns = (decoded.tags, decoded.ts, decoded.values, decoded.status)
    assert len({len(column) for column in columns}) == 1
    for value, status in zip(decoded.values, decoded.status, strict=True):
        assert not math.isinf(value)
        assert status >> 31 or not math.isnan(value)
    for text in (*decoded.tags, *decoded.words.values(), *decoded.units.values()):
        text.encode()
    for _, tag, detail in decoded.complaints:
        f"{tag}{detail}".encode()
    assert set(decoded.words) | set(decoded.doubtful) <= set(range(len(decoded.tags)))


def list_values(decoded):
    """Values with None for no number."""
    return [None if math.isnan(value) else value for value in decoded.values]
