"""The guide to faults names what there is, in both languages, and nothing else."""

import re

import pytest

from simulators.formats.dispatch import SPOKEN
from simulators.gateway_faults import GATEWAY_AMOUNTS, GatewayFaultKind
from simulators.sensors.fault import AMOUNTS, FaultKind
from tests.conftest import ROOT

ROW = re.compile(r"^\| (`[^|]+`) \|([^|]*)\|", re.MULTILINE)


def read_rows(name):
    """Fault → what its amount is."""
    rows = ROW.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    return {
        word: amount.strip() for names, amount in rows for word in re.findall("`([a-z_]+)`", names)
    }


@pytest.mark.parametrize("name", ["simulated_faults.md", "simulated_faults.zh-CN.md"])
def test_every_fault_is_in_the_guide_with_an_amount_where_it_takes_one(name):
    told = read_rows(name)
    amounts = {str(kind): AMOUNTS.get(kind, "") for kind in FaultKind}
    amounts |= {str(kind): GATEWAY_AMOUNTS.get(kind, "") for kind in GatewayFaultKind}
    assert told.keys() == amounts.keys()
    for word, amount in amounts.items():
        assert bool(told[word]) == bool(amount), word


@pytest.mark.parametrize("name", ["simulated_faults.md", "simulated_faults.zh-CN.md"])
def test_every_format_is_in_the_guide(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert all(form in text for form in SPOKEN)


def test_the_english_guide_says_the_units_of_sensors_faults_as_the_code_does():
    told = read_rows("simulated_faults.md")
    assert {kind.value: told[kind.value] for kind in AMOUNTS} == {
        kind.value: amount for kind, amount in AMOUNTS.items()
    }
