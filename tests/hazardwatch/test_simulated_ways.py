import pytest
import typer

from hazardwatch.simulated_ways import read_door, read_form
from simulators.frame_writer import Form
from tests.platform import run_command


def test_flags_say_the_form_and_the_door():
    assert read_form("single") is Form.SINGLE
    assert read_door("") is None
    assert read_door("192.0.2.7:9212") == ("192.0.2.7", 9212)


@pytest.mark.parametrize("text", ["9212", "h:port", "h"])
def test_an_address_that_is_none_is_refused(text):
    with pytest.raises(typer.BadParameter):
        read_door(text)


def test_the_command_refuses_a_form_that_is_none_as_usage():
    done = run_command("simulate", "--broker", "mqtt://127.0.0.1:1", "--form", "xml")
    assert done.returncode == 2
    assert "values" in done.stderr
