"""How much is kept of a tag: with every kind of judgement on no more than 200 bytes.

Of the mixed plant of tests/bench, with what its plant says itself (ids, settings) left out.
"""

from tests.bench.kinds import weigh_state
from tests.bench.mixed_plant import make_mixed_plant, make_mixed_stream

TAGS = 1_000


def test_the_mixed_plant_takes_200_bytes_a_tag_at_most() -> None:
    assert weigh_state(make_mixed_plant(TAGS), make_mixed_stream(TAGS, 10 * TAGS)) <= 200
