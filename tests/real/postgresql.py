"""A real PostgreSQL server on a free port, in a directory of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.platform import find_port


def find_programs() -> Path | None:
    """Where ``initdb`` and ``pg_ctl`` are: on PATH, or where Debian keeps them off it."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


class Server:
    """One PostgreSQL server in a directory of its own; PostgreSQL refuses to run as root."""

    def __init__(self, programs: Path, directory: Path) -> None:
        self.programs = programs
        self.data = directory / "data"
        self.port = find_port()
        self.databases = 0
        self.directory = directory
        self.prefix = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
            ids = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}")
            self.prefix = ["setpriv", *ids, "--clear-groups"]
        self.run("initdb", "--auth=trust", "--username=hazardwatch", "--no-sync", "--no-locale")
        self.options = f"-p {self.port} -k {directory} -c listen_addresses=127.0.0.1"

    def run(self, program, *arguments):
        subprocess.run(
            [*self.prefix, str(self.programs / program), "-D", str(self.data), *arguments],
            check=True,
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            timeout=110,
        )

    def start(self):
        self.run(
            "pg_ctl",
            "start",
            "-w",
            "-t",
            "100",
            "-l",
            str(self.directory / "log"),
            "-o",
            self.options,
        )

    def stop(self):
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    @contextmanager
    def away(self):
        self.stop()
        try:
            yield
        finally:
            self.start()

    def create_database(self) -> str:
        from pg8000.native import Connection

        self.databases += 1
        name = f"journal{self.databases}"
        with Connection("hazardwatch", "127.0.0.1", "postgres", self.port) as connection:
            connection.run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return f"postgresql://hazardwatch@127.0.0.1:{self.port}/{name}"


@contextmanager
def run_postgresql() -> Iterator[Server]:
    pytest.importorskip("pg8000", reason="pg8000 (the extra 'postgresql') is not installed")
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")
    with tempfile.TemporaryDirectory(prefix="hazardwatch-postgresql-") as directory:
        server = Server(programs, Path(directory))
        server.start()
        yield server
        server.stop()
