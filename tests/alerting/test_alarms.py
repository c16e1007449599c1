from dataclasses import replace

import pytest

from alerting.alarm import Command, CommandKind, Event, Outcome, State
from alerting.alarms import Alarms
from alerting.life_cycle import Refusal
from detectors.verdict import Changes
from plant.condition import Condition, Priority
from plant.reading import Mark
from tests.alerting.tiny_park import (
    LATCHING_GAS,
    LEVEL,
    PLANT,
    RULES,
    STALE,
    get,
    make_alarms,
    make_entry,
    step,
)

HIGH_LEVEL, GAS = RULES[LEVEL].alarm, RULES[LATCHING_GAS].alarm


def command(alarms, kind, alarm=HIGH_LEVEL, now=5_000, known=False, **fields):
    wish = Command(CommandKind(kind), alarm, fields.pop("actor", "张三"), **fields)
    return alarms.command(wish, now, known=known)


def acknowledge(alarms, **fields):
    return command(alarms, "acknowledge", **fields)


# What an entry and an alarm say


def test_a_raise_becomes_an_entry_that_says_everything():
    alarms = make_alarms()
    (entry,) = step(
        alarms, (LEVEL, "raised", 1_000), marks=Mark.UNCERTAIN | Mark.LAST_KNOWN, reason="雷达"
    )
    assert entry == make_entry(
        onset=995,
        value=85.0,
        reason="雷达",
        marks=("uncertain", "last_known"),
        source=980,
        received=None,
        detected=10_000,
    )
    alarm = get(alarms)
    assert (alarm.source, alarm.condition, alarm.hazard, alarm.unit) == (
        "E1.LT-101",
        Condition.HH,
        "H1",
        "%",
    )
    assert (alarm.state, alarm.version, alarm.raised_at) == (State.UNACKNOWLEDGED, 1, 1_000)
    assert alarm.active
    assert alarms.standing() == [alarm]
    assert alarms.active() == [HIGH_LEVEL]


def test_what_is_no_number_is_none():
    alarms = make_alarms()
    (entry,) = step(alarms, (STALE, "raised", 1_000), value=float("nan"))
    assert (entry.value, entry.limit) == (None, None)


def test_a_return_keeps_how_it_was_raised():
    alarms = make_alarms()
    raised = (LEVEL, "raised", 1_000)
    step(alarms, raised, marks=Mark.LAST_KNOWN, priority=4, reason="why", value=95.0)
    (entry,) = step(alarms, (LEVEL, "returned", 2_000), marks=Mark.UNCERTAIN, value=70.0)
    alarm = get(alarms)
    assert (entry.marks, entry.value) == (("uncertain",), 70.0)
    assert alarm.marks == ("last_known", "uncertain")
    assert alarm.priority is Priority.CRITICAL
    assert alarm.reason == "why"
    assert (alarm.value, alarm.raised_at, alarm.returned_at) == (95.0, 1_000, 2_000)


def test_a_new_activation_starts_afresh():
    alarms = make_alarms()
    step(alarms, (LATCHING_GAS, "raised", 1_000), marks=Mark.LAST_KNOWN)
    acknowledge(alarms, alarm=GAS)
    step(alarms, (LATCHING_GAS, "returned", 6_000))
    step(alarms, (LATCHING_GAS, "raised", 7_000), value=60.0)
    alarm = get(alarms, LATCHING_GAS)
    assert alarm.state is State.UNACKNOWLEDGED
    assert (alarm.raised_at, alarm.returned_at, alarm.acknowledged_at) == (7_000, None, None)
    assert (alarm.by, alarm.marks, alarm.value, alarm.version) == ("", (), 60.0, 4)


# The way through the states


@pytest.mark.parametrize("order", [("ack", "return"), ("return", "ack")])
@pytest.mark.parametrize("rule", [LEVEL, LATCHING_GAS])
def test_the_order_of_acknowledging_and_returning_does_not_matter(order, rule):
    outcomes = []
    for steps in (order, ("ack", "return")):
        alarms = make_alarms()
        step(alarms, (rule, "raised", 1_000))
        for what in steps:
            if what == "ack":
                acknowledge(alarms, alarm=RULES[rule].alarm, now=3_000)
            else:
                step(alarms, (rule, "returned", 3_000), value=40.0)
        outcomes.append(get(alarms, rule))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].state is (State.LATCHED_ACKNOWLEDGED if rule else State.NORMAL)


def test_the_entries_of_both_ways_name_their_states():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    _, (first,) = acknowledge(alarms)
    (second,) = step(alarms, (LEVEL, "returned", 6_000))
    assert (first.state, second.event, second.state) == (
        State.ACKNOWLEDGED,
        Event.RETURNED,
        State.NORMAL,
    )
    step(alarms, (LEVEL, "raised", 7_000))
    (third,) = step(alarms, (LEVEL, "returned", 8_000))
    _, (fourth,) = acknowledge(alarms, now=9_000)
    assert (third.state, fourth.state) == (State.RETURNED_UNACKNOWLEDGED, State.NORMAL)
    assert alarms.standing() == []
    assert alarms.all() == [get(alarms)]


def test_no_news_gives_no_entry():
    alarms = make_alarms()
    assert alarms.step(Changes.none(), RULES, 0) == []
    assert step(alarms, (LEVEL, "returned", 500)) == []
    assert len(step(alarms, (LEVEL, "raised", 1_000))) == 1
    assert step(alarms, (LEVEL, "raised", 1_500)) == []
    assert get(alarms).raised_at == 1_000


def test_changes_of_one_step_follow_each_other():
    entries = step(
        make_alarms(),
        (LEVEL, "raised", 1_000),
        (STALE, "raised", 1_000),
        (LEVEL, "returned", 2_000),
        (LEVEL, "raised", 3_000),
    )
    assert [(entry.event, entry.version) for entry in entries] == [
        (Event.RAISED, 1),
        (Event.RAISED, 1),
        (Event.RETURNED, 2),
        (Event.RAISED, 3),
    ]


def test_flapping_at_one_instant_ends_raised_and_every_entry_is_its_own():
    alarms = make_alarms()
    at_once = [(LEVEL, what, 1_000) for what in ("raised", "returned") * 3] + [
        (LEVEL, "raised", 1_000)
    ]
    entries = step(alarms, *at_once)
    assert len({(entry.event, entry.at) for entry in entries}) == 7
    assert [entry.at for entry in entries if entry.event is Event.RAISED] == [
        1_000,
        1_001,
        1_002,
        1_003,
    ]
    assert get(alarms).state is State.UNACKNOWLEDGED


def test_a_late_excursion_keeps_its_true_times():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 9_000), (LEVEL, "returned", 9_500))
    entries = step(alarms, (LEVEL, "raised", 2_000), (LEVEL, "returned", 2_500), marks=Mark.LATE)
    assert [entry.at for entry in entries] == [2_000, 2_500]


# People's commands


def test_acknowledging_says_who_and_when():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000), marks=Mark.UNCERTAIN)
    answer, (entry,) = acknowledge(alarms, reason="已派外操")
    assert answer.outcome is Outcome.DONE
    assert answer.alarm == get(alarms)
    assert (answer.alarm.by, answer.alarm.acknowledged_at) == ("张三", 5_000)
    assert (entry.actor, entry.reason, entry.value, entry.marks) == (
        "张三",
        "已派外操",
        85.0,
        ("uncertain",),
    )
    assert (entry.source, entry.onset) == (None, 995)


@pytest.mark.parametrize("gone", [False, True])
def test_acknowledging_again_is_done_without_an_entry(gone):
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    acknowledge(alarms)
    if gone:
        step(alarms, (LEVEL, "returned", 6_000))
    before = get(alarms)
    answer, entries = acknowledge(alarms, actor="李四", now=7_000)
    assert (answer.outcome, answer.alarm, entries) == (Outcome.DONE, before, [])


def test_a_new_activation_of_the_same_priority_is_no_conflict():
    alarms = make_alarms()
    for at in (1_000, 3_000):
        step(alarms, (LEVEL, "raised", at), (LEVEL, "returned", at + 1))
    answer, entries = acknowledge(alarms, version=1)
    assert answer.outcome is Outcome.DONE
    assert len(entries) == 1


def test_a_risen_priority_is_a_conflict_until_it_was_seen():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    step(alarms, (LEVEL, "raised", 3_000), priority=Priority.CRITICAL)
    answer, entries = acknowledge(alarms, version=2)
    assert (answer.outcome, answer.detail, entries) == (
        Outcome.CONFLICT,
        Refusal.PRIORITY_ROSE,
        [],
    )
    assert answer.alarm.priority is Priority.CRITICAL
    assert acknowledge(alarms, version=3)[0].outcome is Outcome.DONE


@pytest.mark.parametrize("kind", ["acknowledge", "comment", "reset"])
def test_an_exact_version_is_met_or_nothing_happens(kind):
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    acknowledge(alarms)
    answer, entries = command(alarms, kind, exact=1, version=2, reason="看过")
    assert (answer.outcome, answer.alarm, entries) == (Outcome.CONFLICT, get(alarms), [])
    assert command(alarms, "comment", exact=2, reason="看过")[0].outcome is Outcome.DONE


def test_a_fallen_priority_is_no_conflict():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    step(alarms, (LEVEL, "raised", 3_000), priority=Priority.LOW)
    assert acknowledge(alarms, version=1)[0].outcome is Outcome.DONE


def test_two_acknowledgements_in_one_millisecond_are_two_entries():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    _, (first,) = acknowledge(alarms, now=5_000)
    step(alarms, (LEVEL, "raised", 5_000))
    _, (second,) = acknowledge(alarms, now=5_000)
    assert (first.at, second.at) == (5_000, 5_001)


def test_a_reset_wants_a_latched_acknowledged_alarm_on_known_evidence():
    alarms = make_alarms()
    step(alarms, (LATCHING_GAS, "raised", 1_000))

    def reset(known=True):
        answer, entries = command(alarms, "reset", GAS, known=known)
        return answer.outcome, answer.detail, len(entries)

    assert reset() == (Outcome.REFUSED, Refusal.STILL_ACTIVE, 0)
    step(alarms, (LATCHING_GAS, "returned", 2_000))
    assert reset() == (Outcome.REFUSED, Refusal.NOT_ACKNOWLEDGED, 0)
    acknowledge(alarms, alarm=GAS)
    assert reset(known=False) == (Outcome.REFUSED, Refusal.CONDITION_UNKNOWN, 0)
    assert reset() == (Outcome.DONE, "", 1)
    assert alarms.standing() == []
    assert reset() == (Outcome.REFUSED, Refusal.NOT_LATCHED, 0)


def test_evidence_is_unknown_unless_somebody_says_otherwise():
    alarms = make_alarms()
    step(alarms, (LATCHING_GAS, "raised", 1_000), (LATCHING_GAS, "returned", 2_000))
    acknowledge(alarms, alarm=GAS)
    answer, _ = alarms.command(Command(CommandKind.RESET, GAS, "张三"), 6_000)
    assert answer.detail == Refusal.CONDITION_UNKNOWN


def test_a_comment_wants_words_and_changes_nothing_else():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    before = get(alarms)
    assert command(alarms, "comment", reason=" ")[0].detail == Refusal.REASON_MISSING
    _, (entry,) = command(alarms, "comment", reason="现场核实中")
    assert (entry.event, entry.reason) == (Event.COMMENTED, "现场核实中")
    assert get(alarms) == replace(before, version=2)


def test_nobody_suppresses_by_hand():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    answer, entries = command(alarms, "suppress", reason="检修")
    assert (answer.outcome, answer.detail) == (Outcome.REFUSED, Refusal.BY_DESIGN_ONLY)
    assert entries == []


def test_an_alarm_that_never_was_is_unknown():
    answer, entries = acknowledge(make_alarms(), alarm="E1.LT-101:LL")
    assert (answer.outcome, answer.alarm, entries) == (Outcome.UNKNOWN, None, [])


def test_text_that_a_store_would_refuse_is_made_storable():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    _, (entry,) = acknowledge(alarms, reason="a\0b\ud800c")
    assert entry.reason == "a\N{REPLACEMENT CHARACTER}b?c"


# Restart


def number(entries):
    return [replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1)]


def test_taking_up_the_journal_gives_the_same_alarms():
    alarms = make_alarms()
    entries = step(alarms, (LEVEL, "raised", 1_000), (STALE, "raised", 1_000), marks=Mark.FORCED)
    entries += acknowledge(alarms)[1]
    entries += step(alarms, (LEVEL, "returned", 6_000), (LATCHING_GAS, "raised", 6_000))
    again = make_alarms()
    again.take_up(number(entries))
    assert again.standing() == alarms.standing()
    assert get(again) == get(alarms)


def test_judging_the_spool_again_adds_nothing_but_what_the_journal_missed():
    changes = [(LEVEL, what, 1_000) for what in ("raised", "returned", "raised", "returned")]
    changes += [(LEVEL, "raised", 2_000), (LEVEL, "returned", 3_000)]
    entries = step(make_alarms(), *changes)
    for journalled in range(len(entries) + 1):
        again = make_alarms()
        again.take_up(number(entries[:journalled]))
        assert step(again, *changes) == entries[journalled:]


def test_what_is_before_the_checkpoint_is_not_waited_for():
    alarms = make_alarms()
    entries = step(alarms, (LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    again = make_alarms()
    again.take_up(number(entries), known_after=2)
    (entry,) = step(again, (LEVEL, "raised", 1_000))
    assert entry.at == 1_001  # the journal has (raised, 1_000): this one is another


def test_judging_the_spool_again_under_a_lower_limit_raises_what_now_stands():
    journal = number(step(make_alarms(), (LEVEL, "raised", 1_000), (LEVEL, "returned", 1_200)))
    again = make_alarms()
    again.take_up(journal)
    (raised,) = step(again, (LEVEL, "raised", 900))
    assert (raised.event, raised.at) == (Event.RAISED, 900)
    (returned,) = step(again, (LEVEL, "returned", 5_000))
    assert returned.state is State.RETURNED_UNACKNOWLEDGED


def test_judging_the_spool_again_under_a_higher_limit_leaves_no_alarm_that_can_not_return():
    journal = number(step(make_alarms(), (LEVEL, "raised", 1_000)))
    again = make_alarms()
    again.take_up(journal)  # and the spool, judged by the new limit, brings nothing
    (returned,) = step(again, (LEVEL, "returned", 6_000))
    assert returned.state is State.RETURNED_UNACKNOWLEDGED


def test_commands_after_a_restart_do_not_collide_with_those_before():
    alarms = make_alarms()
    entries = step(alarms, (LEVEL, "raised", 1_000))
    entries += acknowledge(alarms, now=5_000)[1]
    entries += step(alarms, (LEVEL, "returned", 5_000), (LEVEL, "raised", 5_001))
    again = make_alarms()
    again.take_up(number(entries))
    _, (entry,) = acknowledge(again, now=5_000)
    assert entry.at == 5_001


def test_an_alarm_whose_limit_is_gone_stays_and_can_be_acknowledged():
    journal = number(
        [make_entry(), make_entry(alarm="E9.GONE:H", at=2_000), make_entry(alarm=GAS, at=3_000)]
    )
    alarms = Alarms(PLANT, RULES[LATCHING_GAS:])
    alarms.take_up(journal)
    orphan, gone = alarms.get(HIGH_LEVEL), alarms.get("E9.GONE:H")
    assert (orphan.source, orphan.condition, orphan.unit, orphan.hazard) == (
        "E1.LT-101",
        Condition.HH,
        "%",
        "H1",
    )
    assert (gone.source, gone.condition, gone.unit, gone.hazard) == (
        "E9.GONE",
        Condition.H,
        "",
        "",
    )
    acknowledge(alarms)
    removed = alarms.retire(7_000)
    assert [(entry.alarm, entry.event, entry.actor) for entry in removed] == [
        (HIGH_LEVEL, Event.REMOVED, "system"),
        ("E9.GONE:H", Event.REMOVED, "system"),
    ]
    assert alarms.get(HIGH_LEVEL).state is State.RETURNED_UNACKNOWLEDGED
    assert (alarms.get(HIGH_LEVEL).by, alarms.get(HIGH_LEVEL).returned_at) == ("", 7_000)
    assert alarms.retire(8_000) == []
    acknowledge(alarms, now=9_000)
    acknowledge(alarms, alarm="E9.GONE:H", now=9_000)
    assert [alarm.id for alarm in alarms.standing()] == [GAS]


def test_a_second_fold_is_the_durable_view():
    live, durable = make_alarms(), make_alarms()
    entries = step(live, (LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    states = [durable.take(entry).state for entry in entries]
    assert states == [State.UNACKNOWLEDGED, State.RETURNED_UNACKNOWLEDGED]
    assert durable.standing() == live.standing()
