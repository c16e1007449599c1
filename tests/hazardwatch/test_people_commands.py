"""The accounts of a site by the command line: who may be let in, and who is put out."""

import json

import pytest
from typer.testing import CliRunner

from dashboard_api.people import People, WrongPasswordError
from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from tests.contract.plant_directory import write_plant

PASSWORD = "a long password"
T0 = 1_700_000_000_000


@pytest.fixture
def run(tmp_path):
    write_plant(tmp_path / "plant")
    config = tmp_path / "hazardwatch.toml"
    config.write_text('[plant]\ndir = "plant"\n[data]\ndir = "data"\n[mqtt]\nurl = "mqtt://b"\n')

    def run(*words, password=PASSWORD):
        told = CliRunner().invoke(
            app,
            ["people", *words, "--config", str(config)],
            env={"HAZARDWATCH_PASSWORD": password},
        )
        return told.exit_code, told.output

    return run


@pytest.fixture
def people(run, tmp_path):
    assert run("set", "王班长", "--role", "shift_leader")[0] == Exit.OK
    people = People(f"sqlite:///{tmp_path / 'data' / 'people.sqlite'}")
    yield people
    people.close()


def test_an_account_logs_in_with_the_rights_of_its_role_and_is_listed(run, people):
    _, session = people.log_in("王班长", PASSWORD, T0)
    assert "acknowledge" in session.rights
    assert run("set", "甲公司", "--role", "enterprise", "--place", "ent1")[0] == Exit.OK
    assert people.log_in("甲公司", PASSWORD, T0)[1].enterprise == "ent1"
    assert json.loads(run("list", "--json")[1]) == [
        {"name": "王班长", "role": "shift_leader", "place": "", "issuer": ""},
        {"name": "甲公司", "role": "enterprise", "place": "ent1", "issuer": ""},
    ]
    assert "甲公司\tenterprise\tent1" in run("list")[1]


def test_a_running_platform_ends_the_sessions_of_who_was_changed_or_removed(run, people):
    token, _ = people.log_in("王班长", PASSWORD, T0)
    people.refresh()
    assert people.who(token, T0) is not None
    assert run("set", "王班长", "--role", "viewer")[0] == Exit.OK
    people.refresh()
    assert people.who(token, T0) is None
    token, _ = people.log_in("王班长", PASSWORD, T0)
    assert run("remove", "王班长")[0] == Exit.OK
    people.refresh()
    assert people.who(token, T0) is None
    with pytest.raises(WrongPasswordError):
        people.log_in("王班长", PASSWORD, T0)
    assert run("remove", "王班长")[0] == Exit.FINDINGS


@pytest.mark.parametrize("role", ["admin", "security_admin"])
def test_the_last_one_who_may_manage_accounts_stays(run, people, role):
    assert run("set", "李", "--role", role)[0] == Exit.OK
    code, output = run("remove", "李")
    assert (code, "最后一个管理员" in output) == (Exit.USAGE, True)
    assert people.knows("李")
    assert run("set", "安", "--role", "security_admin")[0] == Exit.OK
    assert run("remove", "李")[0] == Exit.OK


@pytest.mark.parametrize(
    ("words", "password", "why"),
    [
        (["x", "--role", "king"], PASSWORD, "--role king"),
        (["x", "--role", "viewer"], "short", "at least 10"),
        (["x", "--role", "viewer"], "hazardwatch-demo", "at least 10"),
        (["x", "--role", "enterprise"], PASSWORD, "--place"),
        (["x", "--role", "security_admin", "--place", "ent1"], PASSWORD, "--place"),
        (["x", "--role", "enterprise", "--place", "ent9"], PASSWORD, "ent1"),
        (["x", "--role", "viewer", "--place", "ent9"], PASSWORD, "ent1"),
        (["", "--role", "viewer"], PASSWORD, "NAME"),
        (["a\nb", "--role", "viewer"], PASSWORD, "NAME"),
    ],
)
def test_what_can_be_no_account_is_refused_and_made_none(run, words, password, why):
    code, output = run("set", *words, password=password)
    assert (code, why in output) == (Exit.USAGE, True), output
    assert run("list")[1].strip() == ""
