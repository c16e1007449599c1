"""HEAD is GET without the body."""

import pytest

API = "/api/v1"


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/readyz", f"{API}/plant", f"{API}/alarms/T1%3AHH", f"{API}/nope",
     f"{API}/auth/login", f"{API}/openapi.json"],
)  # fmt: skip
async def test_head_answers_as_get_does_without_the_body(house, client, path):
    house.judge("T1:HH")
    house.well = False
    client.headers["X-Request-Id"] = "same"
    get, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.headers) == (get.status_code, get.headers)
    assert int(head.headers["Content-Length"]) == len(get.content)


async def test_not_a_byte_of_a_body_is_sent(app):
    sent = []
    scope = {
        "type": "http",
        "method": "HEAD",
        "path": "/healthz",
        "raw_path": b"/healthz",
        "query_string": b"",
        "headers": [],
    }

    async def send(message):
        sent.append(message)

    await app(scope, None, send)
    assert [message.get("body", b"") for message in sent] == [b"", b""]


async def test_head_is_counted_as_what_it_is(stranger):
    await stranger.head("/healthz")
    text = (await stranger.get("/metrics")).text
    assert 'hazardwatch_http_requests_total{method="HEAD",route="/healthz",status="200"}' in text
