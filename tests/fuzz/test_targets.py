"""A short fuzz of every decoder with every run; the long one is ``python -m tests.fuzz``."""

import itertools

import pytest

from tests.fuzz.mutation import mutate
from tests.fuzz.targets import TARGETS

INPUTS = 1500


@pytest.mark.parametrize("name", TARGETS)
def test_a_decoder_keeps_its_word_whatever_it_is_given(name):
    target = TARGETS[name]
    for data in (*target.seeds, *itertools.islice(mutate(target.seeds, seed=20), INPUTS)):
        target.run(data)


def test_mutations_are_the_same_for_the_same_seed_and_seldom_the_seed_itself():
    first = list(itertools.islice(mutate([b'{"a":1}'], 3), 200))
    assert first == list(itertools.islice(mutate([b'{"a":1}'], 3), 200))
    assert len(set(first)) > 150
