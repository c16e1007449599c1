"""Cells of recorded files: numbers, words, missing codes, in either encoding."""

import numpy as np
import pytest

from plant.quality import BAD, BAD_NOT_A_NUMBER
from tests.ingest.files import plant_of, rows


def test_a_cell_that_is_no_number_is_a_bad_reading_with_its_word(read):
    cells = [
        "1",
        " 2.5 ",
        "+3",
        "1e2",
        "-.5",
        "Bad",
        "Inp OutRange",
        "0x10",
        "1,5",
        "nan",
        "-inf",
        "1e999",
        "true",
        '""',
        "  ",
    ]
    quoted = [cell if '"' in cell else f'"{cell}"' for cell in cells]
    _, batch = read("ts,A\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(quoted)))
    assert batch.time.tolist() == list(range(13)), "empty and blank cells are no readings"
    assert batch.value[:5].tolist() == [1.0, 2.5, 3.0, 100.0, -0.5]
    assert np.isnan(batch.value[5:]).all()
    assert set(batch.status[5:].tolist()) == {BAD_NOT_A_NUMBER}
    words = ["Bad", "Inp OutRange", "0x10", "1,5", "nan", "-inf", "1e999", "true"]
    assert batch.words == dict(enumerate(words, start=5))


def test_words_stand_at_their_readings_when_cells_around_are_empty(read):
    _, batch = read("ts,A,B\n1,,x\n2,y,\n3,1,z\n")
    assert batch.words == {0: "x", 1: "y", 3: "z"}


def test_missing_codes_are_bad_quality(read):
    _, batch = read("ts,A\n1,-200\n2,-200.0\n3,-200.5\n", missing=(-200.0,))
    assert [(value, status) for _, _, value, status in rows(batch)] == [
        (None, BAD),
        (None, BAD),
        (-200.5, 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_names_and_words_in_both_encodings(read, encoding):
    text = "时间,罐区.液位\n" + "1,2\n" * 3 + "4,坏值\n"
    file, batch = read(text.encode(encoding), plant=plant_of("罐区.液位"))
    assert file.taken == ["罐区.液位"]
    assert batch.words == {3: "坏值"}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_sniffed(read, separator):
    _, batch = read("ts,A,B\n1,2,3\n".replace(",", separator))
    assert rows(batch) == [(0, 1, 2.0, 0), (1, 1, 3.0, 0)]


def test_a_given_separator_wins(read):
    _, batch = read("ts A,B C\n1 2 3\n", plant=plant_of("A,B"), separator=" ")
    assert rows(batch) == [(0, 1, 2.0, 0)]
