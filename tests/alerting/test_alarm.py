import subprocess
import sys
from dataclasses import replace

import pytest

from alerting.alarm import JUDGED, Event, Held, State
from tests.alerting.tiny_park import LEVEL, get, make_alarms, step


def test_the_words_are_those_of_the_contract():
    assert " ".join(State) == (
        "normal unacknowledged acknowledged returned_unacknowledged latched_unacknowledged "
        "latched_acknowledged"
    )
    assert " ".join(Held) == "shelved suppressed out_of_service"
    assert " ".join(Event) == (
        "raised returned acknowledged reset shelved unshelved suppressed unsuppressed "
        "removed_from_service returned_to_service removed commented realarmed"
    )
    assert {"raised", "returned"} == JUDGED


@pytest.mark.parametrize("state", State)
def test_an_alarm_is_listed_unless_it_is_normal_and_free(state):
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    alarm = replace(get(alarms), state=state)
    assert alarm.stands == (state is not State.NORMAL)
    assert replace(alarm, held=Held.SHELVED).stands
    assert alarm.active == (state in {State.UNACKNOWLEDGED, State.ACKNOWLEDGED})


def test_the_records_import_without_the_database_libraries():
    script = (
        "import sys, alerting.alarm, alerting.alarms, alerting.projection;"
        "sys.exit(bool({'sqlalchemy', 'alembic'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
