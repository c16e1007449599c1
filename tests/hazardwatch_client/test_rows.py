"""Rows that follow frames, whatever comes between."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hazardwatch_client.rows import Rows

OPS = st.lists(
    st.one_of(
        st.tuples(st.just("d"), st.sampled_from("abc")),
        st.tuples(
            st.just("u"),
            st.sampled_from("abc"),
            st.dictionaries(st.sampled_from("xy"), st.integers(0, 9), min_size=1),
        ),
    ),
    max_size=6,
)


def snap(q: int, *ids: str, part: int = 1, parts: int = 1) -> dict[str, Any]:
    rows = [{"id": one} for one in ids]
    return {"t": "snap", "epoch": "e", "q": q, "part": part, "parts": parts, "rows": rows}


def test_a_snapshot_counts_when_its_last_part_is_there() -> None:
    rows = Rows("alarms")
    assert rows.take(snap(3, "a", parts=2)) is None
    assert rows.place is None

    change = rows.take(snap(3, "b", part=2, parts=2))

    assert change is not None
    assert (set(change.put), change.whole) == ({"a", "b"}, True)
    assert rows.place == {"epoch": "e", "q": 3}


def test_a_fresh_snapshot_tells_what_is_gone() -> None:
    rows = Rows("alarms")
    rows.take(snap(3, "a", "b"))
    change = rows.take(snap(9, "b", "c"))
    assert change is not None
    assert (set(change.put), change.gone) == ({"b", "c"}, {"a"})


@given(st.lists(OPS, max_size=6))
def test_rows_are_what_all_ops_make_of_them(deltas: list[list[tuple[Any, ...]]]) -> None:
    rows, slow = Rows("alarms"), {"a": {"id": "a"}}
    rows.take(snap(0, "a"))
    for q, ops in enumerate(deltas):
        before = dict(slow)
        for op, name, *rest in ops:
            if op == "d":
                slow.pop(name, None)
            else:
                slow[name] = {**slow.get(name, {}), **rest[0]}
        change = rows.take({"t": "delta", "prev": q, "q": q + 1, "ops": [list(op) for op in ops]})
        assert change is not None
        assert rows.rows == slow
        assert {**before, **change.put}.keys() - change.gone == slow.keys()
        assert not change.put.keys() & change.gone


def test_a_gap_is_seen_and_changes_nothing() -> None:
    rows = Rows("alarms")
    rows.take(snap(3, "a"))
    assert rows.take({"t": "delta", "prev": 4, "q": 5, "ops": [["d", "a"]]}) is None
    assert (rows.missed, set(rows.rows), rows.q) == (True, {"a"}, 3)


def test_who_has_to_begin_anew_has_no_place() -> None:
    rows = Rows("alarms")
    rows.take(snap(3, "a"))
    assert rows.take({"t": "resync", "why": "overflow"}) is None
    assert rows.place is None
    assert rows.take({"t": "hb", "q": {}}) is None
