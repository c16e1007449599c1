"""Recorded files for tests: a plant of two tags, a reader of what a test writes."""

import gzip
import math
from datetime import datetime

from ingest.data_file import DataFileOptions, read_data_file
from plant.reading import join
from plant.words import Park
from tests.ingest.parks import make_plant, make_tag


def plant_of(*tags, timezone="Asia/Shanghai"):
    return make_plant(
        park=Park("P", "园区", timezone=timezone), tags=tuple(make_tag(name, "E1") for name in tags)
    )


PLANT = plant_of("A", "B")


def ms(text):
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def rows(batch):
    return [
        (row, at, None if math.isnan(value) else value, status)
        for row, at, value, status in zip(
            batch.row.tolist(),
            batch.time.tolist(),
            batch.value.tolist(),
            batch.status.tolist(),
            strict=True,
        )
    ]


def make_reader(tmp_path):
    """A function that writes a file and reads it back."""

    def read(content, plant=PLANT, name="data.csv", **options):
        path = tmp_path / name
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        file = read_data_file(path, DataFileOptions(**options), plant)
        return file, join(list(file.batches))

    return read
