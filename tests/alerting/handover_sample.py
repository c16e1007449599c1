"""A page with little on it, and the shift that it is of."""

from alerting.handover import Cell, Content, Head, Line, Section, Turn
from alerting.kpi.terms import Period
from plant.wording import Words

HOUR = 3_600_000
START = 1_764_000_000_000
DAY = Turn(Period(START, START + 12 * HOUR), "day", "2025-11-25")
NIGHT = Turn(Period(START + 12 * HOUR, START + 24 * HOUR), "night", "2025-11-25")
ENDING = DAY.period.end - 10 * 60_000
"""Ten minutes before the day is over."""


def make_content(at=ENDING, seq=0, words="液位高 “beyond” \\", digest="d" * 64):
    cells = (Cell(words, "level", at=5, small="T1:HH"), Cell(number=1.5), Cell(ms=7))
    titles = (Words("报警", "alarm"), Words("数值", "value"), Words("用时", "time"))
    standing = Section("standing", Words("报警", "Standing"), titles, (Line(cells, "high"),), 1)
    return Content(
        at=at,
        journal="j",
        seq=seq,
        digest=digest,
        plant_hash="abc",
        park=Words("园区", "park"),
        zone="Asia/Shanghai",
        shift=Words("白班", "Day shift"),
        heads=(Head(Words("紧急", "critical"), 0),),
        sections=(standing, Section("held", Words("搁置", "Held"), titles)),
    )
