"""The score of folding an alarm log: it sees what is missed, and the bounds hold on real logs."""

import pytest

from alerting.folding import Place
from simulators.scoring.alarm_folding import place_folded, place_once, score_log
from simulators.scoring.alarm_log import Message, read_alarm_log


def tell(text: str, case: int = 1) -> list[Message]:
    """``{seconds}{+ or -}{alarm}`` each."""
    messages = []
    for word in text.split():
        sign = "+" if "+" in word else "-"
        seconds, alarm = word.split(sign)
        messages.append(Message(case, int(seconds) * 1000, alarm, raised=sign == "+"))
    return messages


def count_all(messages):
    return [Place.COUNTED for message in messages if message.raised]


def test_a_rule_that_shows_nothing_is_found_out_case_by_case():
    log = tell("0+A:H 9-A:H 20+A:H 30-A:H 1830+A:H 1831+B:HH") + tell("0+A:L", case=7)
    assert score_log(log, count_all).list_violations() == {
        "1": {"firsts_folded": 2, "severe_folded": 1},
        "7": {"firsts_folded": 1},
    }


def test_no_first_activation_is_one_less_than_half_an_hour_after_the_last():
    log = tell("0+A:H 9-A:H 1808+A:H")
    assert score_log(log, count_all).folded_firsts == {1: 1}


def test_a_severe_one_that_only_stands_beneath_is_missed():
    score = score_log(tell("0+A:HH"), lambda _: [Place.BENEATH])
    assert score.folded_severe == {1: 1}


def test_eleven_lines_in_one_bin_are_too_many_ten_in_each_of_two_are_not():
    crowded = " ".join(f"{at}+A{at}:H" for at in range(11))
    apart = " ".join(f"{590 + at}+A{at}:H" for at in range(20))
    assert score_log(tell(crowded), place_once).above == {1: 1}
    assert score_log(tell(apart), place_once).list_violations() == {}


def test_all_activations_are_lines_names_or_counted():
    log = tell(" ".join(f"{at}+A{at}:H" for at in range(12)) + " 20-A1:H 21+A1:H")
    score = score_log(log, place_folded)
    assert (score.activations, score.lines, score.names, score.counted) == (13, 8, 4, 1)
    assert score.bins == 1
    assert (score.largest, score.largest_named) == (8, 12)


@pytest.mark.parametrize(
    "variant, most", [("original", 0.03), ("filter", 0.18), ("deadband", 0.99)]
)
def test_real_logs_are_folded_and_nothing_is_missed(shared_data, variant, most):
    log = read_alarm_log(shared_data(f"tep_alarms/alarms_{variant}.parquet"))
    score = score_log(log, place_folded)
    assert score.list_violations() == {}
    assert (score.lines + score.names) / score.activations <= most
    assert score.above_named == score.least_above  # no name more than can't be helped
