"""What an operator reads of a model."""

from detectors.multivariate_wording import Odd, explain
from tests.detectors.plants import make_tag


def test_the_worst_tags_are_named_with_what_they_should_be_in_their_units() -> None:
    odd = [
        Odd(make_tag("FT-101", unit="m3/h"), 12.34567, 10.0),
        Odd(make_tag("LT-101"), 1234567.8, 1.5),
    ]

    assert explain(3.456, 1.234, odd) == (
        "多测点关系偏离正常，统计量 3.46，限值 1.23："
        "FT-101 为 12.346 m3/h，按其余测点应为 10 m3/h；LT-101 为 1.2346e+06，按其余测点应为 1.5 "
        "the tags together are not as in normal operation, statistic 3.46, limit 1.23: "
        "FT-101 is 12.346 m3/h where the others say 10 m3/h; "
        "LT-101 is 1.2346e+06 where the others say 1.5"
    )
