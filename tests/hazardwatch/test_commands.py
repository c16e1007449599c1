"""What starting costs: a command imports only what it uses; and that every command is there."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from hazardwatch.commands import app
from tests.conftest import ROOT

HEAVY = ("numpy", "fastapi", "sqlalchemy", "pyarrow", "influxdb_client", "mqtt5", "paho", "alembic")


def list_imports(statement: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\nprint(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_the_command_line_itself_imports_nothing_heavy():
    assert not list_imports("import hazardwatch.commands") & set(HEAVY)


def test_a_platform_imports_neither_file_readers_nor_what_other_sites_have_instead():
    """pyarrow alone takes longer than the whole start is meant to."""
    found = list_imports("import hazardwatch.serve, hazardwatch.demo")
    assert not found & {"pyarrow", "influxdb_client", "scipy", "pandas"}
    assert not found & {"aiohttp", "xlsxwriter"}, "nothing may be sent or asked for"
    assert not found & {"authlib", "joserfc", "cryptography"}, "a site need not have single sign-on"


def test_no_group_of_commands_hides_another():
    names = [group.name for group in app.registered_groups]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "path",
    [
        "report kpi",
        "report nuisance",
        "report handover",
        "journal verify",
        "score tep-alarms",
        "notify test",
        "bench load",
    ],
)
def test_a_command_can_be_asked_for_its_flags(path):
    assert CliRunner().invoke(app, [*path.split(), "--help"]).exit_code == 0
