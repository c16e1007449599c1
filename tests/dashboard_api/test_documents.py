"""The committed documents are those of the code, whole, and lead nowhere astray."""

import json

import pytest

from dashboard_api import frames
from dashboard_api.documents import ASYNCAPI, OPENAPI, make_documents, write_documents
from ingest.topic import Kind, parse_topic
from tests.conftest import ROOT

COMMITTED = ROOT / "docs" / "api"
BOTH = [OPENAPI, ASYNCAPI]


@pytest.fixture(scope="module")
def documents():
    return make_documents()


def walk(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def follow(document, reference):
    place = document
    for part in reference.removeprefix("#/").split("/"):
        place = place[part.replace("~1", "/").replace("~0", "~")]
    return place


@pytest.mark.parametrize("name", BOTH)
def test_the_committed_document_is_that_of_the_code(name, tmp_path):
    write_documents(tmp_path)

    how = "run: python -m dashboard_api.documents docs/api"
    assert (COMMITTED / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(
        encoding="utf-8"
    ), how


@pytest.mark.parametrize("name", BOTH)
def test_every_reference_leads_somewhere(name, documents):
    document = documents[name]
    references = set(walk(document))
    assert references
    for reference in references:
        assert follow(document, reference)


async def test_the_served_openapi_is_the_committed_one(stranger):
    served = (await stranger.get("/api/v1/openapi.json")).json()
    committed = json.loads((COMMITTED / OPENAPI).read_text(encoding="utf-8"))
    assert served["openapi"].startswith("3.1.")
    served["info"]["version"] = committed["info"]["version"]  # the house of the tests has none
    assert served == committed


def test_every_topic_of_the_scheme_has_its_channel(documents):
    channels = documents[ASYNCAPI]["channels"]
    addresses = [one["address"] for one in channels.values() if one["address"][0] != "/"]
    parsed = [parse_topic(address) for address in addresses]
    assert None not in parsed
    assert {one.kind for one in parsed} == set(Kind)
    for name, channel in channels.items():
        for parameter in channel.get("parameters", {}):
            assert f"{{{parameter}}}" in channel["address"], name


def test_every_frame_is_said_by_one_side(documents):
    """What clients send the platform receives, and the other way round."""
    operations = documents[ASYNCAPI]["operations"]
    for operation, kinds in (
        ("hear_client", frames.CLIENT_FRAMES),
        ("tell_client", frames.SERVER_FRAMES),
    ):
        said = [one["$ref"].rpartition("/")[2] for one in operations[operation]["messages"]]
        assert said == [kind.__name__ for kind in kinds]
    messages = documents[ASYNCAPI]["components"]["messages"]
    assert {messages[kind.__name__]["title"] for kind in frames.SERVER_FRAMES} >= {
        "hello", "auth_ok", "snap", "delta", "hb", "resync", "bye", "result",
    }  # fmt: skip
