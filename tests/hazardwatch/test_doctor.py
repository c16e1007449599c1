"""Doctor finds what it is for, and the names of the house are ours alone."""

import sys
import tomllib

from hazardwatch.doctor import OUR_PACKAGES, Finding, _examine_owners, examine
from tests.conftest import ROOT


def test_each_of_our_packages_has_one_owner_here():
    assert _examine_owners({name: ["hazardwatch"] for name in OUR_PACKAGES})[0].ok
    packages = [finding for finding in examine() if finding.subject.startswith("package")]
    assert all(finding.ok for finding in packages), [str(finding) for finding in packages]


def test_a_foreign_package_of_our_name_is_found_with_a_cure():
    owners = {name: ["hazardwatch"] for name in OUR_PACKAGES} | {
        "alerting": ["hazardwatch", "alerting"]
    }
    (finding,) = _examine_owners(owners)
    assert finding.subject == "package alerting"
    assert not finding.ok
    assert "virtual environment" in str(finding)


def test_a_codec_that_can_not_be_loaded_is_told_with_what_speaks_in_its_place(monkeypatch):
    (well,) = (finding for finding in examine() if finding.subject == "MQTT")
    assert well.ok
    monkeypatch.setitem(sys.modules, "mqtt5", None)
    (found,) = (finding for finding in examine() if finding.subject == "MQTT")
    assert not found.ok
    assert "paho" in found.detail


def test_a_good_finding_shows_no_cure():
    assert "→" not in str(Finding("disk", ok=True, detail="5 GiB free", cure="make room"))


def test_the_top_level_packages_are_the_layers_of_the_house_and_the_client():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    named = [name.strip() for layer in layers for name in layer.split("|")]
    assert sorted([*named, "hazardwatch_client"]) == sorted(OUR_PACKAGES)
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(
        OUR_PACKAGES
    )
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert found == set(OUR_PACKAGES)
