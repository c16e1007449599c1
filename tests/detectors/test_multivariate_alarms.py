"""When the alarm of a model is raised and returned, row by row."""

import numpy as np
import pytest

from detectors.multivariate_alarms import CALM, Change, JudgedRow, ModelStates, step

OVER, UNDER, BLIND = 9.0, 0.5, float("nan")


class OneModel:
    """A model of two tags, given a row a second."""

    def __init__(self) -> None:
        self.states, self.basis, self.time = ModelStates.of(1), np.zeros(2, dtype=np.bool_), 0

    def see(self, statistic: float, known: str = "11", sure: str = "") -> Change | None:
        self.time += 1
        told = np.array([one == "1" for one in known])
        row = JudgedRow(
            time=self.time,
            source=self.time,
            received=self.time,
            value=np.zeros(2),
            known=told,
            sure=np.array([one == "1" for one in sure or known]),
            shares=np.zeros(2),
            statistic=statistic,
            over=statistic > 1,
            marks=0,
        )
        return step(self.states, 0, self.basis, row)

    def see_calm(self, times: int, known: str = "11", sure: str = "") -> list[Change | None]:
        return [self.see(UNDER, known, sure) for _ in range(times)]


@pytest.fixture
def raised() -> OneModel:
    model = OneModel()
    assert model.see(OVER) == Change(active=True, onset=1)
    return model


def test_it_is_raised_once(raised: OneModel) -> None:
    assert raised.see(OVER) is None


def test_so_many_calm_rows_return_it_dated_from_the_first(raised: OneModel) -> None:
    assert raised.see_calm(CALM) == [*[None] * (CALM - 1), Change(active=False, onset=2)]
    assert raised.see_calm(CALM) == [None] * CALM


@pytest.mark.parametrize(
    "between",
    [
        {"statistic": OVER},
        {"statistic": BLIND},
        {"statistic": UNDER, "known": "10"},
        {"statistic": UNDER, "sure": "01"},
    ],
)
def test_what_is_not_calm_or_not_sure_begins_the_count_anew(
    raised: OneModel, between: dict[str, float | str]
) -> None:
    raised.see_calm(CALM - 1)
    assert raised.see(**between) is None  # type: ignore[arg-type]

    assert raised.see_calm(CALM)[-1] == Change(active=False, onset=raised.time - CALM + 1)


def test_what_was_unknown_in_every_row_over_bars_no_return() -> None:
    model = OneModel()
    model.see(OVER, "10")
    assert model.see_calm(CALM, "10")[-1] is not None


def test_what_became_known_while_over_must_be_known_to_return_it() -> None:
    model = OneModel()
    model.see(OVER, "10")
    model.see(OVER, "11")
    assert model.see_calm(CALM, "10") == [None] * CALM


def test_another_raise_rests_on_its_own_rows(raised: OneModel) -> None:
    raised.see_calm(CALM)
    raised.see(OVER, "10")
    assert raised.see_calm(CALM, "10")[-1] is not None
