"""``historian backup | restore | check``: what people type, what they are told, the exit codes."""

import datetime as dt
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import typer

from hazardwatch.complaints import complain
from hazardwatch.data_directory import DataDirectory, DataDirectoryBusyError
from hazardwatch.exit_code import Exit, fail
from hazardwatch.manifest import NoBackupError, find_newest, read_manifest
from hazardwatch.settings import Settings, SettingsError, read_settings

NICENESS: Final = 10
"""What a platform beside us needs of the processor goes first."""


def print_backup(config: Path | None, data_dir: Path | None, out: Path, *, as_json: bool) -> Exit:
    """Make a backup beside a running platform, or of one that stands still."""
    from hazardwatch.backup import BackupBusyError, Source, make_backup

    try:
        root, settings = _find_data(config, data_dir)
    except SettingsError as error:
        return complain(error.complaints)
    further = {"configuration.toml": config, "plant": settings.plant.dir} if settings else {}
    source = Source(
        root,
        {name: path for name, path in further.items() if path is not None},
        tuple(_name_elsewhere(DataDirectory(root), settings)),
    )
    os.nice(NICENESS)
    try:
        with _progress("备份 backup", _weigh(root)) as advance:
            made, manifest = make_backup(
                source,
                out,
                f"hazardwatch {version('hazardwatch')}",
                _tell_time,
                lambda _, size: advance(size),
            )
    except BackupBusyError as error:
        return fail(Exit.BUSY, error)
    except sqlite3.Error as error:
        return fail(Exit.BUSY, f"{root}: {error}")
    except OSError as error:
        return fail(Exit.UNREACHABLE, f"--out {out}: {error}")
    told = {"backup": str(made), "as_of": manifest.as_of, "files": len(manifest.files)}
    told |= {"bytes": manifest.bytes, "elsewhere": list(manifest.elsewhere)}
    size = f"{len(manifest.files)} 个文件 files, {manifest.bytes / 2**20:,.1f} MiB"
    _tell(
        told | {"flaws": list(manifest.flaws)},
        [
            f"✓ {made}: {size}, 截至 as of {manifest.as_of}",
            *(f"! 不在备份中 not in the backup: {what}" for what in manifest.elsewhere),
            *(f"✗ 源文件已损坏,原样复制 damaged, copied as it is: {f}" for f in manifest.flaws),
        ],
        as_json=as_json,
    )
    return Exit.FINDINGS if manifest.flaws else Exit.OK


def print_restore(place: Path, data_dir: Path, *, as_json: bool) -> Exit:
    """Verify a backup and put it into an empty data directory."""
    from hazardwatch.restore import DamagedBackupError, NotEmptyError, restore_backup

    try:
        backup = find_newest(place)
        weight = 2 * read_manifest(backup).bytes
        with _progress("恢复 restore", weight) as advance:
            manifest = restore_backup(backup, data_dir, advance)
    except (NoBackupError, NotEmptyError) as error:
        return fail(Exit.USAGE, error)
    except DamagedBackupError as error:
        complain(error.complaints)
        return Exit.FINDINGS
    except DataDirectoryBusyError as error:
        return fail(Exit.BUSY, error)
    except OSError as error:
        return fail(Exit.UNREACHABLE, f"--data-dir {data_dir}: {error}")
    told = {"backup": str(backup), "as_of": manifest.as_of, "data_dir": str(data_dir)}
    lines = [
        f"✓ {data_dir}: 已恢复至 restored as of {manifest.as_of}",
        *(f"! 需另行恢复 to be restored by itself: {what}" for what in manifest.elsewhere),
    ]
    _tell(told | {"elsewhere": list(manifest.elsewhere)}, lines, as_json=as_json)
    return Exit.OK


def print_check(config: Path | None, data_dir: Path | None, *, as_json: bool) -> Exit:
    """Look for damage in every file of a data directory; the platform may run."""
    from hazardwatch.site_check import check_journal, check_site, count_files

    try:
        root, settings = _find_data(config, data_dir)
    except SettingsError as error:
        return complain(error.complaints)
    data = DataDirectory(root)
    try:
        with _progress("检查 check", count_files(data)) as advance:
            flaws = list(check_site(data, lambda: advance(1)))
            if settings and settings.journal.url:
                flaws += check_journal(settings.journal.url, Path("journal.url"))
    except sqlite3.Error as error:
        return fail(Exit.BUSY, f"{root}: {error}")
    lines = [f"✗ {flaw.file}: {flaw.detail}\n  → {flaw.cure}" for flaw in flaws]
    told = [{"file": str(flaw.file), "detail": flaw.detail, "cure": flaw.cure} for flaw in flaws]
    _tell(
        {"data_dir": str(root), "flaws": told},
        lines or [f"✓ {root}: 未发现损坏 no damage found"],
        as_json=as_json,
    )
    return Exit.FINDINGS if flaws else Exit.OK


def _find_data(config: Path | None, data_dir: Path | None) -> tuple[Path, Settings | None]:
    """The data directory that is meant, and the settings if they are known.

    :raises SettingsError: there is none.
    """
    settings = read_settings(config) if config is not None else None
    root = data_dir or (settings.data.dir if settings else Path())
    if not root.is_dir():
        raise SettingsError([f"{root}: 没有数据目录 no data directory"])
    return root, settings


def _name_elsewhere(data: DataDirectory, settings: Settings | None) -> Iterator[str]:
    """What belongs to the site and is kept by another program, which backs it up itself."""
    if (settings and settings.journal.url) or not data.journal.exists():
        yield "报警日志 alarm journal: journal.url, pg_dump"
    if settings and settings.historian.kind == "influxdb":
        yield "历史数据 readings: InfluxDB, influx backup"


def _weigh(root: Path) -> int:
    """Bytes below a directory, about."""
    sizes = 0
    for path in root.rglob("*"):
        try:
            sizes += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # gone meanwhile
            continue
    return sizes


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda more: progress.advance(task, more)


def _tell(told: Mapping[str, object], lines: list[str], *, as_json: bool) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines))


def _tell_time() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
