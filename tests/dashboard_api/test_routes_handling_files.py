"""The files of a record: kept by their content, given back as a download and nothing else."""

import hashlib

import pytest

from dashboard_api.attachment_types import LARGEST_ATTACHMENT
from tests.dashboard_api.handling_house import HandlingHouse
from tests.dashboard_api.schema import check

HANDLING = "/api/v1/handling"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
DIGEST = hashlib.sha256(PNG).hexdigest()


@pytest.fixture
def house(tmp_path):
    house = HandlingHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def record(house):
    house.judge("T1:HH")
    return f"{HANDLING}/1"


async def bring(client, path, content=PNG, name="现场.png"):
    return await client.post(f"{path}/attachments", params={"name": name}, content=content)


async def test_a_file_comes_back_as_a_download(client, record):
    answer = await bring(client, record, name="../../etc/现场 1.png")
    assert answer.status_code == 200, answer.text
    check("HandlingRow", answer.json())
    assert answer.json()["attachments"] == 1
    entry = (await client.get(record)).json()["entries"][-1]
    assert entry["attachment"] == {
        "sha256": DIGEST,
        "name": "现场 1.png",
        "media_type": "image/png",
        "bytes": len(PNG),
    }
    answer = await client.get(f"{record}/attachments/{DIGEST}")
    assert answer.content == PNG
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "%E7%8E%B0" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>", b"MZ\x90\x00", b"PK\x03\x04", b"\xff\xfe\x00", b"  <svg/>", b"a\x00b"],
)
async def test_what_could_be_run_is_not_taken(client, record, content):
    answer = await bring(client, record, content, "photo.png")
    assert answer.status_code == 415
    assert (await client.get(record)).json()["record"]["attachments"] == 0


async def test_what_is_too_large_is_not_taken(client, record):
    answer = await bring(client, record, b"\x89PNG\r\n\x1a\n".ljust(LARGEST_ATTACHMENT + 1))
    assert answer.status_code == 413


async def test_a_file_that_was_changed_or_lost_is_not_given(client, record, house):
    await bring(client, record)
    house.files.place(DIGEST).write_bytes(b"something else")
    assert (await client.get(f"{record}/attachments/{DIGEST}")).status_code == 410
    house.files.place(DIGEST).unlink()
    assert (await client.get(f"{record}/attachments/{DIGEST}")).status_code == 410
    assert (await bring(client, record)).status_code == 200, "bringing it again mends it"
    assert (await client.get(f"{record}/attachments/{DIGEST}")).status_code == 200


async def test_only_the_files_of_the_record_are_given(client, record, house):
    house.judge("T2:HH")
    await bring(client, record)
    assert (await client.get(f"{HANDLING}/2/attachments/{DIGEST}")).status_code == 404
    for wrong in ("nothing", "..%2F..%2Fjournal.sqlite", DIGEST.upper()):
        assert (await client.get(f"{record}/attachments/{wrong}")).status_code in (404, 422)


async def test_who_may_not_handle_brings_nothing(as_, record):
    answer = await as_("guest", "POST", f"{record}/attachments?name=x", content=PNG)
    assert answer.status_code == 403
    answer = await as_("乙方", "POST", f"{record}/attachments?name=x", content=PNG)
    assert answer.status_code == 404


async def test_a_disk_that_takes_nothing_leaves_the_record_alone(client, record, house):
    house.files.root.write_text("a file where the folder belongs")
    assert (await bring(client, record)).status_code == 503
    assert (await client.get(record)).json()["record"]["attachments"] == 0
