"""A letter to try channels with, and one whose texts are as hostile as texts can be."""

from hypothesis import strategies as st

from alerting.notice import Letter
from plant.condition import Priority

LETTER = Letter(
    key="E1.LT-101:HH/1700000000000/0/王",
    address="13800000000",
    text="【紧急】液氯罐区 LT-101 高高限报警：85.00 % ≥ 80 %，08:00:01，请立即确认处置",
    priority=Priority.CRITICAL,
    facts={"alarm": "E1.LT-101:HH", "hazard": "H1", "value": "85.00"},
)

NASTY = st.text(
    st.sampled_from("\"'\\{}[]<>&?#=+%/.:;@,\r\n\t\0 a王😀\ud800\u2028\ufffe"), max_size=12
)
"""Everything with a meaning somewhere, controls, half a surrogate pair and a line separator."""

HOSTILE = st.builds(
    Letter,
    key=NASTY,
    address=NASTY,
    text=NASTY | st.text(max_size=20),
    priority=st.sampled_from(Priority),
    facts=st.dictionaries(st.sampled_from(["alarm", "value", "unit"]), NASTY),
)
