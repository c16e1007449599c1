import numpy as np

from simulators.sensors.active import gather_faults
from simulators.sensors.fault import FaultKind
from tests.simulators.sensors.bench import LEVEL, PRESSURE, fault


def test_faults_are_columns_by_kind_in_their_order() -> None:
    active = gather_faults(
        [
            fault("drift", PRESSURE, 2, since_s=5),
            fault("frozen", LEVEL),
            fault("drift", LEVEL, 1, since_s=20),
        ]
    )
    assert list(active) == [FaultKind.DRIFT, FaultKind.FROZEN]
    drift = active[FaultKind.DRIFT]
    assert drift.row.tolist() == [PRESSURE, LEVEL]
    assert drift.amount.tolist() == [2, 1]
    assert np.array_equal(drift.age_s(12.0), [7, 0])
