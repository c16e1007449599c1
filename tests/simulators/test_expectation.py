"""What is held against what must come, told as small stories."""

import pytest

from simulators.expectation import (
    Expectation,
    Occurrence,
    find_faults,
    parse_expectation,
    tell_stories,
)

HIGH = {"alarm": "T1:HH", "from_s": 10, "to_s": 20}


def happened(*lines: str) -> list[Occurrence]:
    """``12 T1:HH raised high late`` and so on."""
    words = [line.split() for line in lines]
    return [
        Occurrence(float(at), alarm, event, rest[0] if rest else "high", tuple(rest[1:]))
        for at, alarm, event, *rest in words
    ]


def faults(expected: list[dict], *lines: str) -> list[str]:
    return find_faults(
        [parse_expectation(each) for each in expected], tell_stories(happened(*lines))
    )


def test_what_comes_in_its_time_is_as_it_must() -> None:
    assert faults([HIGH], "10 T1:HH raised") == []
    assert faults([HIGH], "20 T1:HH raised") == []
    assert faults([], *()) == []


@pytest.mark.parametrize(
    ("expected", "lines", "fault"),
    [
        ([HIGH], [], "T1:HH: 0 alarms, wanted 1 to 1"),
        ([HIGH], ["9.9 T1:HH raised"], "T1:HH: raised at 9.9 s, wanted 10 to 20 s"),
        ([HIGH], ["20.1 T1:HH raised"], "T1:HH: raised at 20.1 s, wanted 10 to 20 s"),
        ([], ["5 T2:H raised"], "T2:H: not expected, raised at 5 s"),
        (
            [HIGH],
            ["12 T1:HH raised", "13 T1:HH returned", "14 T1:HH raised"],
            "T1:HH: raised 2 times, wanted 1 to 1",
        ),
        (
            [HIGH | {"priority": "critical"}],
            ["12 T1:HH raised high"],
            "T1:HH: of priority high, wanted critical",
        ),
        ([HIGH | {"marks": ["late"]}], ["12 T1:HH raised high"], "T1:HH: not marked late"),
        (
            [HIGH | {"stands": True}],
            ["12 T1:HH raised", "15 T1:HH returned"],
            "T1:HH: does not stand at the end",
        ),
        ([HIGH | {"stands": False}], ["12 T1:HH raised"], "T1:HH: stands at the end"),
        (
            [HIGH | {"returns_s": [30, 40]}],
            ["12 T1:HH raised"],
            "T1:HH: returns not at all, wanted 30 to 40 s",
        ),
        (
            [HIGH | {"returns_s": [30, 40]}],
            ["12 T1:HH raised", "29 T1:HH returned"],
            "T1:HH: returns at 29 s, wanted 30 to 40 s",
        ),
        (
            [HIGH | {"alarm": "T*:HH", "least": 2}],
            ["12 T1:HH raised"],
            "T*:HH: 1 alarms, wanted 2 to inf",
        ),
    ],
)
def test_every_difference_is_a_fault_of_its_own(expected, lines, fault) -> None:
    assert faults(expected, *lines) == [fault]


def test_a_family_may_come_in_any_number_that_was_said() -> None:
    family = HIGH | {"alarm": "T?:HH", "least": 2, "most": 3}
    three = ["11 T1:HH raised", "12 T2:HH raised", "13 T3:HH raised"]
    assert faults([family], *three) == []
    assert faults([family], *three, "14 T4:HH raised") == ["T?:HH: 4 alarms, wanted 2 to 3"]


def test_what_may_come_need_not_but_comes_in_its_time() -> None:
    may = HIGH | {"optional": True}
    assert faults([may]) == []
    assert faults([may], "12 T1:HH raised") == []
    assert faults([may], "30 T1:HH raised") == ["T1:HH: raised at 30 s, wanted 10 to 20 s"]


def test_the_first_expectation_that_covers_an_alarm_has_it() -> None:
    anything = {"alarm": "*", "from_s": 0, "to_s": 99}
    assert faults([HIGH, anything], "12 T1:HH raised", "50 T2:H raised") == []


def test_acknowledging_and_other_acts_are_no_part_of_a_story() -> None:
    (story,) = tell_stories(happened("1 T1:HH raised", "2 T1:HH acknowledged", "3 T1:HH returned"))
    assert (story.raised_s, story.returned_s, story.stands) == ((1.0,), (3.0,), False)


def test_what_was_raised_before_the_show_is_no_part_of_it() -> None:
    (story,) = tell_stories(happened("1 T1:HH returned", "2 T1:HH raised", "0 T2:H returned"))
    assert (story.alarm, story.stands) == ("T1:HH", True)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"alarm": "T1:HH"}, "from_s and to_s missing"),
        (HIGH | {"colour": 1}, "no key of an expectation: colour"),
        (HIGH | {"from_s": 30}, "from_s lies after to_s"),
        (HIGH | {"returns_s": [5, 4]}, "5 lies after 4"),
    ],
)
def test_what_can_not_be_expected_is_named(entry, words) -> None:
    with pytest.raises(ValueError, match=words):
        parse_expectation(entry)


def test_a_plain_name_is_one_alarm_and_a_pattern_any_number() -> None:
    plain, family = parse_expectation(HIGH), parse_expectation(HIGH | {"alarm": "T*"})
    assert (plain.least, plain.most) == (1, 1)
    assert (family.least, family.most) == (1, float("inf"))
    assert isinstance(plain, Expectation)
