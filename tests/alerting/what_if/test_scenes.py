"""What is worth looking at: the gravest first, no two pictures of the same."""

from alerting.what_if.comparison import compare_runs
from alerting.what_if.scenes import MOST, find_scenes
from tests.alerting.kpi.lives import START
from tests.alerting.what_if.runs import PERIOD, run
from tests.detectors.plants import make_plant, make_tag


def find(today, other):
    return find_scenes(compare_runs(today, other, PERIOD))


def test_a_lost_warning_comes_before_what_was_added():
    today = run(T1_H=[(7000, 9000)], T1_HH=[(8000, 8500)])
    other = run(T1_H=[(100, 200)], T1_HH=[(8000, 8500)])
    assert [(one.tag, one.why) for one in find(today, other)] == [("T1", "lost"), ("T1", "added")]


def test_a_scene_shows_the_warning_the_event_and_some_room():
    (scene,) = find(run(T1_H=[(7000, 9000)], T1_HH=[(8000, 8500)]), run(T1_HH=[(8000, 8500)]))
    assert (scene.start - START) / 1000 == 7000 - 300
    assert (scene.end - START) / 1000 == 8500 + 300


def test_what_lasts_for_days_is_cut_about_the_event():
    (scene,) = find(run(T1_H=[(0, None)], T1_HH=[(80_000, None)]), run(T1_HH=[(80_000, None)]))[:1]
    assert scene.end - scene.start < 8 * 3_600_000
    assert scene.start < START + 80_000_000 < scene.end


def test_of_one_alarm_two_are_enough():
    gone = [(at, at + 10) for at in range(0, 50_000, 5000)]
    assert [one.why for one in find(run(T1_H=gone), run())] == ["removed", "removed"]


def test_of_very_many_the_first():
    plant = make_plant(*(make_tag(f"T{n}", h=80) for n in range(40)))
    alarms = {f"T{n}_H": [(100 * n, 100 * n + 5)] for n in range(40)}
    assert len(find(run(plant, **alarms), run(plant))) == MOST


def test_what_is_the_same_or_no_tags_is_not_shown():
    assert find(run(T1_H=[(0, 9)], X_H=[(5, 6)]), run(T1_H=[(0, 9)])) == []
