"""What must hold of every month, whatever happened in it: the invariants of the alarm system.

Each check reads the journal anew and by plain loops; it asks the engine's own pieces only what it
checks of them.
"""

from collections import Counter
from collections.abc import Iterator

from alerting.alarm import UNSEEN, Entry, Event, Held
from alerting.alarms import Alarms
from alerting.folding import NEVER_FOLDED, Folding, Place, list_guarded
from alerting.life_cycle import HOLDING
from plant.condition import Priority
from tests.alerting.month.happenings import Happenings
from tests.alerting.month.park import MINUTE, Month
from tests.alerting.month.run import Outcome


def check_month(first: Month, changed: Month, happenings: Happenings, out: Outcome) -> None:
    """All of them."""
    check_verdicts(first, changed, happenings, out)
    check_versions(out)
    check_fold(changed, out)
    check_holds(changed, happenings, out)
    check_lines(first, out)
    check_consequences(out)
    check_notices(out)


def check_verdicts(first: Month, changed: Month, happenings: Happenings, out: Outcome) -> None:
    """Every change of verdict is in the journal once, at its own instant, and nothing else is."""
    gone = {rule.alarm for rule in first.rules} - {rule.alarm for rule in changed.rules}
    verdicts = happenings.verdicts
    expected = Counter()
    rows = zip(verdicts.rule, verdicts.at.tolist(), verdicts.active, strict=True)
    for number, at, active in rows:
        alarm = first.rules[number].alarm
        if not (alarm in gone and at >= happenings.reload_at):
            expected[alarm, Event.RAISED if active else Event.RETURNED, at] += 1
    found = Counter(
        (entry.alarm, entry.event, entry.at)
        for entry in out.journal
        if entry.event in (Event.RAISED, Event.RETURNED) and "late" not in entry.marks
    )
    late = {entry.alarm for entry in out.journal if "late" in entry.marks}
    wrong = {key for key in (expected - found) + (found - expected) if key[0] not in late}
    assert not wrong, sorted(wrong)[:5]
    raised = Counter(entry.event for entry in out.journal)
    assert raised[Event.RAISED] >= sum(expected[key] for key in expected if key[1] is Event.RAISED)


def check_versions(out: Outcome) -> None:
    """Versions count an alarm's entries without a gap, and no two entries share a place."""
    versions: Counter[str] = Counter()
    for entry in out.journal:
        versions[entry.alarm] += 1
        assert entry.version == versions[entry.alarm]
    places = {(entry.alarm, entry.event, entry.at) for entry in out.journal}
    assert len(places) == len(out.journal)


def check_fold(changed: Month, out: Outcome) -> None:
    """The journal alone gives where everything stands."""
    folded = Alarms(changed.plant, changed.rules)
    folded.take_up(out.journal)
    folded.adopt(changed.plant, changed.rules)
    assert {alarm.id: alarm for alarm in folded.all()} == out.alarms
    assert sorted(one.id for one in folded.standing()) == sorted(one.id for one in out.standing)


def check_holds(changed: Month, happenings: Happenings, out: Outcome) -> None:
    """Nothing is held without an owner, a reason and an end, and no hold outlives its end."""
    until: dict[tuple[str, Held], int] = {}
    for entry in out.journal:
        if entry.event is Event.REMOVED:
            until = {key: end for key, end in until.items() if key[0] != entry.alarm}
        if entry.event not in HOLDING:
            continue
        held, begins = HOLDING[entry.event]
        key = entry.alarm, held
        if begins:
            assert entry.actor
            assert entry.reason
            by_design = held is Held.SUPPRESSED
            assert by_design or entry.terms is not None
            until[key] = happenings.end if entry.terms is None else entry.terms.until
            assert by_design or until[key] > entry.at
        else:
            assert entry.at <= until.pop(key), entry
    for alarm in out.standing:
        for held, hold in alarm.holds.items():
            assert until.pop((alarm.id, held)) >= happenings.end
            assert hold.terms is not None or alarm.id in changed.suppressible
    assert not until, "what is held stands on the list"


def check_lines(first: Month, out: Outcome) -> None:
    """Every activation is counted on exactly one line; the gravest never but on its own."""
    hazards = {rule.alarm: rule.hazard for rule in first.rules}
    guarded = list_guarded(first.plant, first.rules)
    folding = Folding(lambda alarm: hazards.get(alarm, ""), guarded)
    lines: Counter[tuple[str, int, bool]] = Counter()
    counts: dict[tuple[str, int, bool], int] = {}
    for entry in out.journal:
        placed = folding.feed([entry])
        assert len(placed) == (entry.event is Event.RAISED)
        for one in placed:
            name = entry.alarm, one.line.began, "late" in entry.marks
            lines[name] += 1
            counts[name] = one.line.count
            if is_grave(entry):
                assert one.place is Place.LINE, entry
    assert dict(lines) == counts


def is_grave(entry: Entry) -> bool:
    condition = entry.alarm.rpartition(":")[2]
    return entry.priority is Priority.CRITICAL or condition in NEVER_FOLDED


def check_consequences(out: Outcome) -> None:
    """A consequence has a root that was raised before it, and what is grave is never called one."""
    raised: set[str] = set()
    roots = 0
    for entry, annotation in out.placed:
        raised.add(entry.alarm)
        if annotation.root:
            roots += 1
            assert annotation.root in raised - {entry.alarm}
            assert not is_grave(entry)
    assert roots, "a month has consequences"


def check_notices(out: Outcome) -> None:
    """Whatever is critical and calls is told; no notice is made twice."""
    keys = Counter(notice.key for notice in out.notices)
    assert max(keys.values()) == 1
    told = {alarm for notice in out.notices for alarm in notice.alarms}
    assert {alarm for alarm, called in list_critical_calls(out) if called >= MINUTE} <= told


def list_critical_calls(out: Outcome) -> Iterator[tuple[str, int]]:
    """Activations of critical alarms that nothing but a shelving held, and how long each called."""
    since: dict[str, int] = {}
    for entry in out.journal:
        quiet = entry.state not in UNSEEN or entry.held not in (None, Held.SHELVED)
        if entry.alarm in since and (quiet or entry.event is Event.RAISED):
            yield entry.alarm, entry.at - since.pop(entry.alarm)
        critical = entry.priority is Priority.CRITICAL and "late" not in entry.marks
        if entry.event is Event.RAISED and critical and not quiet:
            since[entry.alarm] = entry.at
