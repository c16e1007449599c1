"""What surrounds every answer."""

import pytest

from dashboard_api.envelope import name_request


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/plant", "/nowhere", "/"])
async def test_every_answer_is_locked_down_and_named(stranger, path):
    answer = await stranger.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-Id"]


def test_a_harmless_request_id_is_kept_any_other_replaced():
    assert name_request("trace-1.a_B") == "trace-1.a_B"
    for given in (None, "", "a b", "x" * 65, "line\nbreak", "编号"):
        assert name_request(given) != given
        assert len(name_request(given)) == 16
