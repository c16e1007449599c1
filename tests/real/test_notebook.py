"""The notebook that shows newcomers a park from Python, run whole against the demonstration."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from hazardwatch_client import Client
from tests.conftest import ROOT
from tests.demonstration import Demo

NOTEBOOK = ROOT / "docs" / "notebooks" / "tour.ipynb"


def test_it_is_kept_without_outputs() -> None:
    """What it shows is another park's each time; only what it says can be compared."""
    notebook = nbformat.read(NOTEBOOK, 4)
    nbformat.validate(notebook)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(codes) > 10
    assert all((cell.outputs, cell.execution_count) == ([], None) for cell in codes)
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demonstration from its first alarm on."""
    with (tmp_path / "log").open("wb") as log, Demo("--speed", "4", stderr=log) as demo:
        with Client(demo.url, demo.user, demo.password) as park:
            next(change for change in park.follow("alarms") if change.put)
        yield demo


@pytest.mark.broker
def test_every_cell_runs_and_shows_the_park(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("url", "user", "password"):
        monkeypatch.setenv(f"HAZARDWATCH_{name.upper()}", getattr(demo, name))
    monkeypatch.setenv("HAZARDWATCH_FOLLOW_S", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, 4)
    # By a socket file, not by ports that everybody on the machine may talk to.
    by_file = Config({"KernelManager": {"transport": "ipc"}})
    NotebookClient(notebook, config=by_file, timeout=60).execute()
    shown = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert "admin" in shown["login"][0].text
    assert "404 not-found" in shown["refusal"][0].text
    assert "readings" in shown["history"][0].text
    assert " 0 读数" not in shown["history"][0].text
    for cell in ("plot", "bins"):
        assert any("image/png" in one.get("data", {}) for one in shown[cell]), cell
    assert shown["live"][0].text.startswith("全部 all: ")
    assert "0 条报警" not in shown["export"][0].text
    assert not [one for outputs in shown.values() for one in outputs if one.get("name") == "stderr"]
