"""``notify test`` against a real receiver, by the command line."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typer.testing import CliRunner

from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from tests.plant.conftest import PLANT_TOML, TAGS_CSV
from tests.plant.shift_plan import PEOPLE

CONFIG = """
[plant]
dir = "plant"
[mqtt]
url = "mqtt://127.0.0.1:1"
[notify.channels.sms]
kind = "http"
url = "{url}/sms/{{address}}"
json = {{ text = "{{text}}" }}
code = "/code"
success = [0]
lasting_codes = [7]
reference = "/id"
[notify.channels.voice]
kind = "nowhere"
[notify.channels.fax]
kind = "nowhere"
"""


@pytest.fixture
def provider():
    """A provider that refuses 8101 for good, and all others while it is ``busy``."""
    received = []

    class Answer(BaseHTTPRequestHandler):
        busy = False

        def do_POST(self):
            received.append(
                (self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            )
            code = 7 if self.path.endswith("8101") else int(self.busy)
            body = json.dumps({"code": code, "id": "n-1"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_port}", received, Answer
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path, provider):
    plant = tmp_path / "plant"
    plant.mkdir()
    (plant / "plant.toml").write_text(PLANT_TOML + PEOPLE, encoding="utf-8")
    (plant / "tags.csv").write_text(TAGS_CSV, encoding="utf-8")
    config = tmp_path / "hazardwatch.toml"
    config.write_text(CONFIG.format(url=provider[0]), encoding="utf-8")

    def run_command(*flags):
        return CliRunner().invoke(app, ["notify", "test", "--config", str(config), *flags])

    return run_command


def test_everything_on_which_a_person_has_an_address_is_tried(run, provider):
    result = run("--person", "boss")
    assert result.exit_code == Exit.OK
    assert result.output == "✓ sms: 已受理 taken  n-1\n✓ voice: 已受理 taken  nowhere\n"
    ((path, body),) = provider[1]
    assert path == "/sms/8001"
    assert body == {"text": "[test] Riverside park: test of the platform's notices, nothing to do"}


def test_it_speaks_the_persons_language(run, provider):
    assert run("--person", "li", "--channel", "sms").exit_code == Exit.OK
    assert provider[1][0][1]["text"] == "【测试】滨江园区 监测预警平台通知测试，无需处置"


def test_refused_for_good_and_not_this_time_are_told_apart(run, provider):
    refused = run("--person", "wang", "--json")
    assert refused.exit_code == Exit.FINDINGS
    assert json.loads(refused.output) == [
        {"channel": "sms", "ok": False, "detail": "HTTP 200 7"},
        {"channel": "voice", "ok": True, "detail": "nowhere"},
    ]
    provider[2].busy = True
    busy = run("--person", "li")
    assert busy.exit_code == Exit.UNREACHABLE
    assert "✗ sms: 未受理 not taken  HTTP 200 1" in busy.output


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--person", "nobody"], "no such [[person]]; wang li boss chief shop"),
        (["--person", "li", "--channel", "pager"], "no such channel; sms voice fax"),
        (["--person", "li", "--channel", "fax"], "no address on fax"),
    ],
)
def test_flags_that_name_nothing(run, flags, told, provider):
    result = run(*flags)
    assert result.exit_code == Exit.USAGE
    assert told in result.output
    assert provider[1] == []


def test_a_plant_or_a_configuration_that_can_not_be_used(run, tmp_path):
    (tmp_path / "plant" / "tags.csv").unlink()
    assert run("--person", "li").exit_code == Exit.BAD_CONFIGURATION
    (tmp_path / "hazardwatch.toml").unlink()
    assert run("--person", "li").exit_code == Exit.BAD_CONFIGURATION
