"""The schema files that outside tests use are those of the types."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from dashboard_api.schemas import describe, write_schemas

COMMITTED = Path(__file__).parent.parent / "contract" / "schemas"


def test_the_committed_schemas_are_those_of_the_types(tmp_path):
    write_schemas(tmp_path)
    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    committed = {path.name: path.read_text("utf-8") for path in COMMITTED.glob("*.json")}
    how = "run: python -m dashboard_api.schemas tests/contract/schemas"
    assert committed == fresh, how


def test_every_schema_is_one(tmp_path):
    write_schemas(tmp_path)
    for path in tmp_path.iterdir():
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_every_type_is_described_once_by_its_name():
    components = describe("#/components/schemas/{name}")
    assert {"AlarmRow", "Problem", "Delta", "Sub", "JournalRow"} <= set(components)
    assert all(name.isidentifier() for name in components)
