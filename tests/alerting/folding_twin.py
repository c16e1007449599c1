"""The slow twin of folding: each placement from all that came before it, by searching."""

from alerting.alarm import Event
from plant.condition import Priority
from plant.nuisance_figures import load_line_figures

FIGURES = load_line_figures()


def place_all(entries, hazard_of):
    """(place, alarm, at, beneath which alarm) of every activation, in order."""
    placed, seen = [], []
    for entry in entries:
        if entry.event is Event.RAISED:
            placed.append(place(entry, seen, placed, hazard_of))
        seen.append(entry)
    return placed


def place(entry, seen, placed, hazard_of):
    guarded = entry.alarm.endswith((":HH", ":LL")) or entry.priority is Priority.CRITICAL
    if not guarded and is_repeat(entry, seen, placed):
        return ("counted", entry.alarm, entry.at, None)
    lead = find_lead(entry, placed, hazard_of)
    recent = [one for one in placed if one[0] == "line" and entry.at - one[2] < FIGURES.flood_ms]
    full = len(recent) >= FIGURES.lines - FIGURES.reserved
    if lead not in (None, entry.alarm) and full and not guarded:
        return ("beneath", entry.alarm, entry.at, lead)
    return ("line", entry.alarm, entry.at, None)


def is_repeat(entry, seen, placed):
    begun = [one for one in placed if one[1] == entry.alarm and one[0] != "counted"]
    if not begun or entry.at - begun[-1][2] >= FIGURES.longest_ms:
        return False
    own = [one for one in seen if one.alarm == entry.alarm]
    on_line = [one.priority for one in own if one.event is Event.RAISED and one.at >= begun[-1][2]]
    if entry.priority > max(on_line):
        return False
    return own[-1].event is Event.RAISED or entry.at - own[-1].at < FIGURES.normal_ms


def find_lead(entry, placed, hazard_of):
    """Back through what began in the hazard, as long as no ten minutes lie between."""
    lead, following = None, entry.at
    for one in reversed(placed):
        if one[0] != "counted" and hazard_of(one[1]) == hazard_of(entry.alarm):
            if following - one[2] >= FIGURES.flood_ms:
                break
            lead, following = one[1], one[2]
    return lead
