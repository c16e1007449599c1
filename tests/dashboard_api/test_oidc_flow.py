"""Log-ins under way: one browser, one state, once, not for ever; and where they may lead to."""

import itertools
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.oidc_flow import FLOW_MS, HOME, Flows, keep_at_home

NOW = 1_000_000


@pytest.fixture
def flows():
    numbers = itertools.count()
    return Flows(lambda size: f"{next(numbers)}-{size}")


def test_every_log_in_has_secrets_of_its_own(flows):
    (one, first), (other, second) = flows.begin("/a", NOW), flows.begin("/a", NOW)
    secrets = [one, other, *(text for flow in (first, second) for text in tell(flow))]
    assert len(set(secrets)) == 8
    real = Flows().begin("/", NOW)[1]
    assert all(len(text) >= 43 for text in tell(real)), "what PKCE asks of a verifier at least"


def tell(flow):
    return [flow.state, flow.nonce, flow.verifier]


def test_a_log_in_ends_once(flows):
    key, flow = flows.begin("/trends", NOW)
    assert flows.end(key, flow.state, NOW) == flow
    assert flows.end(key, flow.state, NOW) is None


def test_only_the_browser_that_began_ends_it_and_only_with_its_state(flows):
    key, flow = flows.begin("/", NOW)
    other, others = flows.begin("/", NOW)
    assert flows.end("", flow.state, NOW) is None
    assert flows.end(other, flow.state, NOW) is None
    assert flows.end(key, others.state, NOW) is None
    assert flows.end(key, "汉字", NOW) is None
    assert flows.end(key, flow.state, NOW) == flow, "what others tried has not ended it"


def test_a_log_in_is_over_after_a_while(flows):
    key, flow = flows.begin("/", NOW)
    late, lost = flows.begin("/", NOW)
    assert flows.end(key, flow.state, NOW + FLOW_MS - 1) == flow
    assert flows.end(late, lost.state, NOW + FLOW_MS) is None


def test_however_many_begin_memory_is_bounded(flows):
    key, flow = flows.begin("/", NOW)
    for _ in range(10_000):
        last, newest = flows.begin("/", NOW)
    assert flows.end(key, flow.state, NOW) is None
    assert flows.end(last, newest.state, NOW) == newest


@pytest.mark.parametrize(
    "address", ["/", "/trends?tag=LT-101&from=1", "/handling?enterprise=%E7%94%B2", "/apiary"]
)
def test_our_own_pages_may_be_come_back_to(address):
    assert keep_at_home(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "trends",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        " /trends",
        "/trends\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/汉字",
        "/api",
        "/api/v1/auth/oidc/login",
        "/API/v1/auth/logout",
        "/x/../api/v1/auth/oidc/login",
        "/x/%2E%2e/api/v1/auth/oidc/login",
        "/" + "x" * 2048,
    ],
)
def test_anything_else_leads_to_the_first_page(address):
    assert keep_at_home(address) == HOME


PIECES = st.sampled_from(
    ["/", "\\", "//", "evil.example", ":", "@", "?", "#", "%2f", ".", "\t", " "]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join))
def test_whatever_is_asked_for_the_host_stays_ours(address):
    # Browsers leave out tabs and line feeds, and take a backslash for a slash.
    kept = keep_at_home(address)
    read = "".join(one for one in kept if one not in "\t\r\n").replace("\\", "/")
    parts = urlsplit(urljoin("https://park.example/x", read))
    assert (parts.scheme, parts.netloc) == ("https", "park.example")
