"""The sections of a handover's page that come from other registers: handling records, filed stops,
tests of sounds.

One function a section, from :class:`alerting.handover_facts.Facts`. What is over is
no matter of the next shift's and stands in none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from alerting.filed_stops.stop import FiledStop, StopState
from alerting.handling import Handling, Side
from alerting.handling_clocks import find_due, find_turn, is_overdue
from alerting.handling_cycle import name_next
from alerting.handover import Cell, Line, Section
from alerting.handover_facts import (
    Facts,
    name_hazard,
    say,
    show_priority,
    write_section,
)
from alerting.sound_tests import SIGNALS, SirenTrial, SoundTest
from plant.message import name_alarm
from plant.wording import HANDLING_STEPS, PRIORITY_WORDS, STOP_CATEGORIES, STOP_STATES, Words

_SIDES: Final = {Side.ENTERPRISE: Words("企业", "enterprise"), Side.PARK: Words("园区", "park")}
_OVERDUE: Final = Words("已超时", "overdue")
_HEARD: Final = Words("全部听到", "all heard")
_SIGNALS: Final[Mapping[str, Words]] = {
    **{priority.word: words for priority, words in PRIORITY_WORDS.items()},
    "lost": Words("连接中断", "connection lost"),
}
_UNTESTED: Final = Words("本班未做声光测试。", "No sounds were tested in this shift.")
_UNREAD_SOUNDS: Final = Words(
    "声光测试记录未能读取。", "The sound tests could not be read when this was made."
)
_NAMED: Final = 8
"""Ids of a stop's scope named in a line; the others are counted."""


def lay_out_handling(facts: Facts) -> Section:
    """Handling records that are open: for which step they wait, on whom, and until when."""
    columns = (
        Words("优先级", "priority"),
        Words("报警", "alarm"),
        Words("重大危险源", "hazard"),
        Words("等待", "waits for"),
        Words("责任方", "turn of"),
        Words("推送", "pushed"),
        Words("期限", "due"),
    )
    open_ = sorted(facts.handling, key=lambda one: (-one.priority, one.opened_at, one.id))
    title = Words("未销警的处置记录", "Open handling records")
    return write_section("handling", title, columns, (_tell_record(facts, one) for one in open_))


def _tell_record(facts: Facts, record: Handling) -> Line:
    step, turn = name_next(record), find_turn(record)
    cells = (
        show_priority(record.priority),
        say(name_alarm(facts.plant, record.alarm), record.alarm),
        say(name_hazard(facts.plant, record.hazard)),
        say(HANDLING_STEPS[step]) if step else Cell(),
        say(_SIDES[turn]) if turn else Cell(),
        Cell(at=record.opened_at),
        _tell_due(record, facts),
    )
    return Line(cells, record.priority.word)


def _tell_due(record: Handling, facts: Facts) -> Cell:
    due = find_due(record)
    if not is_overdue(record, facts.at):
        return Cell() if due is None else Cell(at=due)
    return Cell(_OVERDUE.zh, _OVERDUE.en, at=due)


def lay_out_stops(facts: Facts) -> Section:
    """Filed stops that are in force, will be, or wait for a decision: of what, why, until when."""
    columns = (
        Words("报备", "stop"),
        Words("状态", "state"),
        Words("类别", "category"),
        Words("范围", "of what"),
        Words("原因", "reason"),
        Words("开始", "from"),
        Words("结束", "until"),
    )
    order = (StopState.IN_FORCE, StopState.APPROVED, StopState.REQUESTED)
    listed = sorted(facts.stops, key=lambda one: (order.index(one.state), one.wish.until))
    title = Words("报备停用", "Filed stops")
    return write_section("filed_stops", title, columns, map(_tell_stop, listed))


def _tell_stop(stop: FiledStop) -> Line:
    wish = stop.wish
    return Line(
        (
            Cell(stop.id, stop.id, small=wish.enterprise),
            say(STOP_STATES[stop.state]),
            say(STOP_CATEGORIES[wish.category]),
            _name_scope([one.id for one in wish.scope]),
            Cell(wish.reason, small=wish.work_order),
            Cell(at=wish.start),
            Cell(at=wish.until),
        )
    )


def _name_scope(ids: list[str]) -> Cell:
    named, more = " ".join(ids[:_NAMED]), len(ids) - _NAMED
    if more <= 0:
        return Cell(named)
    return Cell(f"{named} 等 {len(ids)} 项", f"{named} and {more} more")


def lay_out_sound_tests(facts: Facts) -> Section:
    """Which desks' sounds were tested in the shift, and what was not heard there."""
    columns = (
        Words("时间", "at"),
        Words("席位", "desk"),
        Words("测试人", "by"),
        Words("结果", "outcome"),
    )
    title = Words("声光测试", "Sound tests")
    if facts.sounds is None:
        return write_section("sound_tests", title, columns, (), _UNREAD_SOUNDS)
    note = _warn_of_sirens(facts.sounds) if facts.sounds else _UNTESTED
    lines = map(_tell_sound_test, facts.sounds)
    return write_section("sound_tests", title, columns, lines, note)


def _warn_of_sirens(tests: Iterable[SoundTest]) -> Words | None:
    """Which sirens the newest test of each leaves in doubt."""
    newest: dict[str, SirenTrial] = {}
    for test in tests:
        for one in test.sirens:
            newest.setdefault(one.siren, one)
    doubtful = " ".join(name for name, one in newest.items() if not one.passed)
    if not doubtful:
        return None
    return Words(
        f"⚠ 声光报警器不可靠：{doubtful}。请立即检修，修复前派人盯守。",
        f"⚠ Not to be relied on: siren {doubtful}. Mend at once, and keep watch by eye until then.",
    )


def _tell_sound_test(test: SoundTest) -> Line:
    missing = [one for one in SIGNALS if one not in test.heard]
    faults = [_name_missing(missing)] if missing else []
    faults += [_tell_siren(one) for one in test.sirens if not one.passed]
    outcome = _join(faults, "；", "; ") if faults else _HEARD
    return Line((Cell(at=test.at), Cell(test.desk), Cell(test.actor), say(outcome)))


def _name_missing(missing: Iterable[str]) -> Words:
    named = _join([_SIGNALS[one] for one in missing], "、", ", ")
    return Words(f"未听到：{named.zh}", f"not heard: {named.en}")


def _tell_siren(trial: SirenTrial) -> Words:
    """What is wrong with a siren; of what was not delivered also the channel's own words."""
    name = f"⚠ 声光报警器 {trial.siren}"
    name_en = f"⚠ siren {trial.siren}"
    if trial.at is None:
        return Words(f"{name} 未测试", f"{name_en} not tested")
    wrong = (
        []
        if trial.delivered
        else [Words(f"未送达（{trial.words}）", f"not delivered ({trial.words})")]
    )
    wrong += [] if trial.heard else [Words("未听到", "not heard")]
    told = _join(wrong, "、", ", ")
    return Words(f"{name} {told.zh}", f"{name_en} {told.en}")


def _join(words: Sequence[Words], between: str, between_en: str) -> Words:
    return Words(between.join(one.zh for one in words), between_en.join(one.en for one in words))
