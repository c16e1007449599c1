"""The growing ``alarms.jsonl`` says what the projection of all entries says, in however many parts.

What a line says is in tests/alerting/test_projection.py.
"""

from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Event
from alerting.projection import project_entries
from hazardwatch.alarm_file import AlarmFile
from tests.alerting.test_projection import make_entry

EVENTS = st.sampled_from([Event.RAISED, Event.RETURNED, Event.ACKNOWLEDGED])
REASONS = st.text(st.characters(codec="utf-8"), max_size=5)


@st.composite
def entries(draw):
    return make_entry(
        alarm=draw(st.sampled_from(["甲.1:HH", "B:H", "gw:gateway_lost"])),
        at=draw(st.integers(0, 5)),
        event=draw(EVENTS),
        reason=draw(REASONS),
    )


@given(parts=st.lists(st.lists(entries(), max_size=6), max_size=6), most=st.integers(0, 8))
def test_however_few_lines_fit_in_memory_the_file_is_the_same(tmp_path_factory, parts, most):
    path = tmp_path_factory.mktemp("out") / "alarms.jsonl"
    with AlarmFile(path, most) as file:
        for part in parts:
            file.take(part)
        assert not path.exists()
        file.write()
    assert path.read_bytes() == project_entries(entry for part in parts for entry in part)
    assert list(path.parent.iterdir()) == [path]


def test_nothing_is_left_of_a_run_that_failed(tmp_path):
    with AlarmFile(tmp_path / "alarms.jsonl", 1) as file:
        file.take([make_entry(at=at) for at in range(5)])
    assert list(tmp_path.iterdir()) == []
