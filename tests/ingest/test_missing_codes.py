import numpy as np
import pytest

from ingest.missing_codes import MissingCodes
from plant.quality import BAD
from plant.reading import ReadingBatch
from plant.words import Gateway
from tests.ingest.parks import T0, make_plant

CODES = MissingCodes(
    make_plant(
        gateways=(
            Gateway("G1", "E1"),
            Gateway("G2", "E1", missing=(-9999.0, 65535.0, -999.9, 1e300)),
        )
    )
)


@pytest.mark.parametrize("value", [-9999, 65535, -999.9, float(np.float32(-999.9)), 1e300])
def test_a_code_is_a_reading_of_bad_quality_of_its_gateway_alone(value):
    batch = ReadingBatch.of([0, 0, 0], [T0, T0, T0], [value, value, value + 1])
    left = CODES.leave(batch, np.array([1, 0, -1], dtype=np.int16))
    assert np.isnan(left.value).tolist() == [True, False, False]
    assert left.status.tolist() == [BAD, 0, 0]
    assert not np.isnan(batch.value).any()


def test_codes_are_known_by_gateway():
    assert list(CODES.of(0)) == []
    assert -9999.0 in CODES.of(1)
