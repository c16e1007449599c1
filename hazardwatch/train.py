"""Training of a plant's models by recorded files: for ``train``, and within a ``backtest``.

Each file is an independent run of normal operation with a time axis of its own. What is learnt is
:mod:`detectors.multivariate_training`'s business, the file of a training
:mod:`plant.training_file`'s.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from detectors.multivariate_fit import TrainingError
from detectors.multivariate_training import Run, RunRows, train
from detectors.rule_table import compile_rules
from hazardwatch.complaints import read_or_complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column
from hazardwatch.exit_code import Exit
from ingest.admission import Admission
from ingest.data_file import DataFile, DataFileError, DataFileOptions, read_data_file
from plant.training import Training
from plant.training_file import FOLDER, encode_training, show_instant
from plant.words import Plant


@dataclass(slots=True)
class Trained:
    """What the models of a plant learnt; by model why another one did not; the files read."""

    trainings: dict[str, Training] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    files: list[DataFile] = field(default_factory=list)

    @property
    def skipped(self) -> list[str]:
        """Columns that are no tags of the plant, each once."""
        return list(dict.fromkeys(name for file in self.files for name in file.skipped))

    def equip(self, plant: Plant) -> Plant:
        """The plant with these trainings and no others."""
        models = (replace(one, training=self.trainings.get(one.id)) for one in plant.models)
        return replace(plant, models=tuple(models))


def train_models(plant: Plant, files: Sequence[Path], options: DataFileOptions) -> Trained:
    """Train every model of a plant.

    :raises DataFileError: a file can't be read.
    """
    trained = Trained()
    runs: dict[str, list[Run]] = {model.id: [] for model in plant.models}
    for path in files:
        file = read_data_file(path, options, plant)
        trained.files.append(file)
        for name, run in read_run(plant, file).items():
            runs[name].append(run)
    for model in plant.models:
        try:
            trained.trainings[model.id] = train(model, runs[model.id])
        except TrainingError as error:
            trained.faults[model.id] = str(error)
    return trained


def read_run(plant: Plant, file: DataFile) -> dict[str, Run]:
    """The rows of a file for each model, admitted as in a backtest."""
    admission = Admission(plant, stream=True, start=0)
    limit_ms = compile_rules(plant).stale_ms
    rows = {model.id: RunRows(plant, model, limit_ms) for model in plant.models}
    for batch in file.batches:
        admitted = admission.admit_readings(batch).batch
        for own in rows.values():
            own.take(admitted)
    return {model: own.finish() for model, own in rows.items()}


def print_training(
    directory: Path, data: Sequence[Path], out: Path | None, flags: DataFlags, *, as_json: bool
) -> Exit:
    """Train the models of a plant directory, write their files, print what they learnt.

    :param out: the folder of the files; None for that of the plant directory.
    """
    plant = read_or_complain(directory)
    try:
        options = flags.resolve(plant)
        check_time_column(data, options)
        trained = train_models(plant, data, options)
        folder = out or directory / FOLDER
        for training in trained.trainings.values():
            write_training(folder, training)
    except FlagError as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    except DataFileError as error:
        typer.echo(str(error), err=True)
        return Exit.FINDINGS
    except OSError as error:
        typer.echo(f"{folder}: {error.strerror}", err=True)
        return Exit.USAGE
    complain_of_training(plant, trained)
    if as_json:
        print(json.dumps([summarise(one) for one in trained.trainings.values()]))
    else:
        for training in trained.trainings.values():
            print_summary(training, folder)
    return Exit.OK if trained.trainings and not trained.faults else Exit.FINDINGS


def write_training(folder: Path, training: Training) -> None:
    """Put a training in the place of the model's last one, whole or not at all.

    :raises OSError: it can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{training.model}.json.new"
    fresh.write_text(encode_training(training), encoding="utf-8")
    fresh.replace(folder / f"{training.model}.json")


def complain_of_training(plant: Plant, trained: Trained) -> None:
    """Say which models learnt nothing, and which columns and rows were not used."""
    if not plant.models:
        typer.echo("warning: 厂区没有模型 the plant has no models", err=True)
    for model, reason in trained.faults.items():
        typer.echo(f"warning: 模型 {model} 未训练 is not trained: {reason}", err=True)
    for name in trained.skipped:
        typer.echo(f"warning: --train: not in the plant: {name}", err=True)
    for file in trained.files:
        for complaint in file.complaints:
            typer.echo(f"warning: {file.path.name}: {complaint}", err=True)


def summarise(training: Training) -> dict[str, object]:
    """What a training knows, for machines."""
    return {
        "model": training.model,
        "tags": len(training.tags),
        "unlearnt": training.unlearnt,
        "runs": training.runs,
        "rows": training.rows,
        "first": show_instant(training.first),
        "last": show_instant(training.last),
        "false_alarm_rate": training.normal.rate,
        "data_sha256": training.data,
    }


def print_summary(training: Training, folder: Path) -> None:
    """What a training knows, for people."""
    print(
        f"{training.model}: {training.rows} 行 rows, {training.runs} 段 runs,"
        f" {len(training.tags)} 个测点 tags, {show_instant(training.first)} …"
        f" {show_instant(training.last)}, {folder / training.model}.json"
    )
    if training.unlearnt:
        print(f"    几乎不变或几乎无值 hardly moved or known: {' '.join(training.unlearnt)}")
