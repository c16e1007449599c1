"""A platform's stores as it left them: the readings of a data file, and what they raised."""

from alerting.journal import Journal
from hazardwatch.backtest import run_backtest
from hazardwatch.data_directory import DataDirectory
from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from ingest.data_file import DataFileOptions, read_data_files
from plant.directory import read_plant
from plant.reading import join


async def keep_site(tmp_path, plant, data):
    """Keep a file's readings and alarms; returns the platform's configuration."""
    park = read_plant(plant)
    files = DataDirectory(tmp_path / "kept")
    files.root.mkdir()
    journal = Journal(f"sqlite:///{files.journal}")
    journal.append(run_backtest(park, read_data_files([data], DataFileOptions(), park)).entries)
    journal.close()
    batches = [
        batch for file in read_data_files([data], DataFileOptions(), park) for batch in file.batches
    ]
    historian = EmbeddedHistorian(files.historian)
    await historian.open(tuple(tag.id for tag in park.tags))
    await historian.append(join(batches), SpoolPosition(0, 1))
    await historian.close()
    path = tmp_path / "hazardwatch.toml"
    path.write_text(
        f'[plant]\ndir = "{plant}"\n[data]\ndir = "{files.root}"\n[mqtt]\nurl = "mqtt://b"\n',
        encoding="utf-8",
    )
    return path
