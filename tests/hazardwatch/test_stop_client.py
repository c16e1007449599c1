"""``stops list`` as people and machines see it."""

import json

from hazardwatch.alarm_client import Client, ClientError
from hazardwatch.exit_code import Exit
from hazardwatch.stop_client import list_stops

ROW = {
    "id": "S1",
    "state": "in_force",
    "label": {"zh": "检修", "en": "overhaul"},
    "enterprise": "E1",
    "from": 1_764_000_000_000,
    "until": 1_764_003_600_000,
    "points": 2,
    "gone": ["T9"],
    "reason": "检修",
    "requested_by": "张",
    "decided_by": "李",
}


def answer_pages(monkeypatch):
    asked = []

    def call(_client, _method, path, _body=None):
        if path.startswith("auth"):
            return {"token": "t"}
        asked.append(path)
        return {"items": [ROW], "next": None if "cursor" in path else "c"}

    monkeypatch.setattr(Client, "call", call)
    return asked


def test_machines_get_every_page_of_what_passes_the_filters(monkeypatch, capsys):
    asked = answer_pages(monkeypatch)
    filters = {"state": ["in_force", "ended"], "hazard": "", "now": "true"}
    assert list_stops("http://h", "admin", "x", filters, as_json=True) == Exit.OK
    assert json.loads(capsys.readouterr().out) == [ROW, ROW]
    assert asked[0] == "filed-stops?state=in_force&state=ended&now=true&limit=500"
    assert asked[1].endswith("&cursor=c")


def test_people_read_the_state_in_their_words_and_what_is_gone(monkeypatch, capsys):
    answer_pages(monkeypatch)
    assert list_stops("http://h", "admin", "x", {}, as_json=False) == Exit.OK
    shown = capsys.readouterr().out
    for word in ("S1", "生效中", "检修", "T9"):
        assert word in shown


def test_a_platform_that_says_no_is_told(monkeypatch, capsys):
    def call(_client, _method, _path, _body=None):
        raise ClientError("no", Exit.UNREACHABLE)

    monkeypatch.setattr(Client, "call", call)
    assert list_stops("http://h", "admin", "x", {}, as_json=True) == Exit.UNREACHABLE
    assert "no" in capsys.readouterr().err
