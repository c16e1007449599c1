"""The console's files at the root, or a word on why they are not there."""

import httpx
import pytest

from tests.dashboard_api.house import make_app


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "console_files"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>控制台</title>", encoding="utf-8")
    (folder / "assets" / "main-1a2b.js").write_text("start()")
    (tmp_path / "secret.txt").write_text("hidden words")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
async def browser(house, people, files):
    app = make_app(house, people, console_files=files)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://park") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/alarms", "/units/H1", "/units/液氯"])
async def test_the_address_of_a_page_is_the_index(browser, path):
    answer = await browser.get(path)
    assert "控制台" in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_built_files_may_be_kept_for_ever(browser):
    answer = await browser.get("/assets/main-1a2b.js")
    assert answer.text == "start()"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/link.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"]
)
async def test_no_way_leads_out_of_the_folder(browser, path):
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert "hidden" not in answer.text


@pytest.mark.parametrize("path", ["/%00", "/a%00b.js", "/" + "a" * 300, f"/{'a' * 5000}.js"])
async def test_what_can_be_no_file_is_not_found(browser, path):
    assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/api/v1/alarms/X/acknowledge", 405, "POST"),
        ("GET", "/api/v1/auth/login", 405, "POST"),
        ("GET", "/api/v1/live/tickets", 405, "POST"),
        ("DELETE", "/alarms", 405, "GET, HEAD"),
        ("POST", "/api/v1/nope", 404, None),
        ("POST", "/api/v1/alarms/X/bogus", 404, None),
        ("GET", "/api/v1/alarms/", 404, None),
        ("DELETE", "/nope.js", 404, None),
    ],
)
async def test_the_console_stands_between_no_route_and_its_refusal(
    browser, method, path, status, allow
):
    answer = await browser.request(method, path)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, allow)


async def test_without_files_the_root_says_so(stranger):
    answer = await stranger.get("/")
    assert answer.status_code == 503
    assert "not built" in answer.text
    assert "尚未构建" in answer.text
    assert (await stranger.get("/alarms")).status_code == 404
