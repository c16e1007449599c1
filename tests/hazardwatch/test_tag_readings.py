"""Single tags' readings of a range, from files and from a platform's store the same."""

from hazardwatch.settings import read_settings
from hazardwatch.tag_readings import TagSpan, read_spans_from_files, read_spans_from_store
from ingest.data_file import DataFileOptions
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.kept_site import keep_site

T0 = 1_700_000_000_000


async def test_files_and_store_give_the_same(tmp_path):
    plant = write_plant(tmp_path / "plant")
    rows = [f"{T0 + 1000 * n},{n},{50 - n},x" for n in range(20)]
    data = tmp_path / "data.csv"
    data.write_text("\n".join(["ts,LT-101,TT-101,other", *rows]), encoding="utf-8")
    park = read_plant(plant)
    spans = [
        TagSpan("TT-101", T0 + 5000, T0 + 9000),
        TagSpan("LT-101", T0 + 2000, T0 + 4000),
        TagSpan("TT-101", T0 + 18_000, T0 + 99_000),
        TagSpan("PT-101", T0, T0 + 99_000),
    ]
    settings = read_settings(await keep_site(tmp_path, plant, data))
    files = read_spans_from_files(park, [data], DataFileOptions(), spans)
    store = read_spans_from_store(settings, spans)
    told = [(tag, own.time.tolist(), own.value.tolist()) for tag, own in files]
    assert told == [(tag, own.time.tolist(), own.value.tolist()) for tag, own in store]
    assert [(tag, values) for tag, _, values in told] == [
        ("TT-101", [45, 44, 43, 42]),
        ("LT-101", [2, 3]),
        ("TT-101", [32, 31]),
        ("PT-101", []),
    ]
