"""Histories as arrays, and as tables where pandas is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings as stored, arrays (n,): ``time`` datetime64[ms] UTC, ``value`` float64 (NaN: no
    number), ``status`` uint32 OPC UA StatusCode.
    """

    tag: str
    unit: str
    time: NDArray[np.datetime64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.time)

    def to_pandas(self) -> Any:
        """A DataFrame by UTC time with the columns ``value`` and ``status``.

        :raises ImportError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415 - an extra that most programs do without

        index = pd.DatetimeIndex(self.time, name="time").tz_localize("UTC")
        return pd.DataFrame({"value": self.value, "status": self.status}, index=index)


@dataclass(frozen=True, slots=True)
class Bins:
    """Equal bins, arrays (n,): ``time`` datetime64[ms] UTC when each begins; NaN and 0 without
    usable readings.
    """

    tag: str
    unit: str
    bin_ms: int
    time: NDArray[np.datetime64]
    min: NDArray[np.float64]
    max: NDArray[np.float64]
    mean: NDArray[np.float64]
    count: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.time)

    def to_pandas(self) -> Any:
        """A DataFrame by UTC time with the columns ``min``, ``max``, ``mean``, ``count``.

        :raises ImportError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415 - as above

        index = pd.DatetimeIndex(self.time, name="time").tz_localize("UTC")
        columns = {"min": self.min, "max": self.max, "mean": self.mean, "count": self.count}
        return pd.DataFrame(columns, index=index)


def read_arrow(body: bytes) -> Readings:
    """Readings of an Arrow stream as ``tags/{tag}/history?format=arrow`` gives it."""
    table = pa.ipc.open_stream(body).read_all()
    told = {name.decode(): text.decode() for name, text in (table.schema.metadata or {}).items()}
    time = table["t"].cast(pa.int64()).to_numpy().astype("datetime64[ms]")
    value = table["v"].to_numpy(zero_copy_only=False).astype(np.float64)
    return Readings(told["tag"], told["unit"], time, value, table["status"].to_numpy())


def read_bins(told: Mapping[str, Any]) -> Bins:
    """Bins as ``tags/{tag}/history?points=`` gives them."""
    low, high, mean = (np.array(told[name], dtype=np.float64) for name in ("min", "max", "mean"))
    return Bins(
        tag=told["tag"],
        unit=told["unit"],
        bin_ms=told["bin_ms"],
        time=np.array(told["t"], dtype=np.int64).astype("datetime64[ms]"),
        min=low,
        max=high,
        mean=mean,
        count=np.array(told["n"], dtype=np.int64),
    )
