"""The slow twin of the marks: every answer from all activations of an alarm, by searching."""

from dataclasses import dataclass

from alerting.alarm import Event
from plant.nuisance_figures import load_mark_figures

FIGURES = load_mark_figures()


@dataclass
class Activation:
    raised: int
    ended: int | None = None
    noticed: bool = False

    @property
    def short(self):
        return not self.noticed and self.ended - self.raised <= FIGURES.fleeting_ms


def list_activations(entries, alarm):
    found = []
    for entry in entries:
        if entry.alarm != alarm:
            continue
        going = found and found[-1].ended is None
        if entry.event is Event.RAISED:
            found.append(Activation(entry.at))
        elif entry.event is Event.ACKNOWLEDGED and going:
            found[-1].noticed = True
        elif going:
            found[-1].ended = entry.at
    return found


def find_chatter(activations):
    """(since, newest burst, count) of the last chain of bursts, or None."""
    raised = [one.raised for one in activations]
    n = FIGURES.chatters
    bursts = [
        i for i in range(n - 1, len(raised)) if raised[i] - raised[i - n + 1] <= FIGURES.chatter_ms
    ]
    if not bursts:
        return None
    first = bursts[-1]
    for burst in reversed(bursts[:-1]):
        if raised[first] - raised[burst] >= FIGURES.quiet_ms:
            break
        first = burst
    return raised[first - n + 1], raised[bursts[-1]], len(raised) - (first - n + 1)


def judge(entries, alarm, now):
    """The marks as {kind: (since, count)}, duplicates apart."""
    activations, marks = list_activations(entries, alarm), {}
    chatter = find_chatter(activations)
    if chatter and now - chatter[1] < FIGURES.quiet_ms:
        marks["chattering"] = (chatter[0], chatter[2])
    elif fleeting := find_fleeting(activations, chatter, now):
        marks["fleeting"] = fleeting
    if activations and activations[-1].ended is None:
        age = now - activations[-1].raised
        for kind, least in (
            ("long_standing", FIGURES.long_standing_ms),
            ("standing", FIGURES.standing_ms),
        ):
            if age >= least:
                marks[kind] = (activations[-1].raised + least, 1)
                break
    return marks


def find_fleeting(activations, chatter, now):
    if activations and activations[-1].ended is None:
        last = activations[-1]
        if last.noticed or now - last.raised > FIGURES.fleeting_ms:
            return None
        activations = activations[:-1]
    quiet = chatter[1] + FIGURES.quiet_ms if chatter else -1
    run, following = [], now
    for one in reversed([one for one in activations if one.ended >= quiet]):
        if not one.short or following - one.ended >= FIGURES.fleeting_memory_ms:
            break
        run.append(one)
        following = one.raised
    return (run[-1].raised, len(run)) if run else None
