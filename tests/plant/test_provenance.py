"""Every shipped table states where its numbers come from."""

from decimal import Decimal
from importlib.resources import files

import pytest

from plant.provenance import load_tables, read_provenance

TABLE = {"standard": "GB", "clause": "1", "source": "the text", "trust": "verified"}
TRUST = {"verified", "secondary", "recalled", "conflict", "proposed"}
FILES = sorted(one.name for one in files("plant").iterdir() if one.name.endswith(".toml"))


def list_trusts(table):
    for key, inner in table.items():
        if key == "trust":
            yield inner
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield from list_trusts(one)


@pytest.mark.parametrize("file", FILES)
def test_every_shipped_file_says_how_far_it_can_be_trusted(file):
    trusts = set(list_trusts(load_tables(file)))
    assert trusts
    assert trusts <= TRUST


def test_a_row_may_be_trusted_otherwise_than_its_table():
    assert read_provenance(TABLE).trust == "verified"
    assert read_provenance(TABLE, {"trust": "conflict"}).trust == "conflict"
    assert read_provenance(TABLE, {}).trust == "verified"


def test_decimals_are_kept_as_they_are_written():
    rows = load_tables("chemicals.toml", Decimal)["exposure"]["bands"]
    assert all(not isinstance(row["alpha"], float) for row in rows)
