"""Histories as arrays and as tables."""

import numpy as np
import pyarrow as pa

from hazardwatch_client.history import read_arrow, read_bins

NOON = 1_764_000_000_000


def make_stream() -> bytes:
    schema = pa.schema(
        [("t", pa.timestamp("ms", "UTC")), ("v", pa.float64()), ("status", pa.uint32())],
        metadata={"tag": "液位LT-9", "unit": "%", "name": "", "name_en": ""},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        columns = [[NOON, NOON + 500], [1.5, None], [0, 0x80000000]]
        arrays = [
            pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)
        ]
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return sink.getvalue().to_pybytes()


def test_readings_are_arrays_and_a_table_by_utc_time() -> None:
    readings = read_arrow(make_stream())

    assert (readings.tag, readings.unit, len(readings)) == ("液位LT-9", "%", 2)
    np.testing.assert_array_equal(readings.value, [1.5, np.nan])
    assert readings.time.astype(np.int64).tolist() == [NOON, NOON + 500]
    table = readings.to_pandas()
    assert str(table.index[0]) == "2025-11-24 16:00:00+00:00"
    assert table["status"].tolist() == [0, 0x80000000]


def test_bins_are_arrays_and_a_table() -> None:
    bins = read_bins(
        {
            "tag": "T1",
            "unit": "m",
            "bin_ms": 1000,
            "t": [NOON, NOON + 1000],
            "min": [1.0, None],
            "max": [3.0, None],
            "mean": [2.0, None],
            "n": [2, 0],
        }
    )

    assert (bins.bin_ms, len(bins), bins.count.tolist()) == (1000, 2, [2, 0])
    table = bins.to_pandas()
    assert table["max"].isna().tolist() == [False, True]
    assert table.index.tz is not None
