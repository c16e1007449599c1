"""The file of a training: exact both ways, and refused where it does not fit its model."""

import json
from dataclasses import replace

import numpy as np
import pytest

from plant.directory import check_plant, read_plant
from plant.training import Training
from plant.training_file import (
    TrainingFileError,
    decode_training,
    digest,
    encode_training,
    seal,
)
from tests.detectors.plants import make_training

TOML = """
[park]
id = "P"
name = "园区"
[[enterprise]]
id = "E"
name = "甲"
[[model]]
id = "M"
kind = "multivariate"
tags = ["T1", "T2"]
"""
TAGS = "tag\nT1\nT2\nT3\n"


def make(*tags: str, model: str = "M") -> Training:
    """A training with numbers that no short decimal writes."""
    training = make_training(model, tags, center=1 / 3, spread=0.1)
    least = np.array([0.1, np.nan])[: len(tags)]
    return seal(replace(training, least=least, greatest=least + 1, data="ab", first=1, last=2))


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "plant.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "tags.csv").write_text(TAGS, encoding="utf-8")
    (tmp_path / "models").mkdir()
    return tmp_path


def put(directory, text):
    (directory / "models" / "M.json").write_text(text, encoding="utf-8")
    return directory


def warn(directory):
    return [warning.text for warning in check_plant(directory).warnings]


def test_a_training_comes_back_as_it_was_to_the_last_bit():
    training = make("T1", "T2")
    back = decode_training(encode_training(training).encode())

    for owner, other in ((training, back), (training.normal, back.normal)):
        for name in type(owner).__slots__:
            one = getattr(owner, name)
            if isinstance(one, np.ndarray):
                np.testing.assert_array_equal(one, getattr(other, name))
            elif name != "normal":
                assert one == getattr(other, name)


def test_an_engineer_sees_what_it_knows():
    told = json.loads(encode_training(make("T1", "T2")))

    assert told["training"]["first"] == "1970-01-01T00:00:00.001Z"
    assert told["tags"][0] == {
        "tag": "T1",
        "learnt": True,
        "mean": 1 / 3,
        "spread": 0.1,
        "least": 0.1,
        "greatest": 1.1,
    }
    assert told["tags"][1]["least"] is None


def test_a_model_has_the_training_of_its_file_and_another_training_is_another_plant(directory):
    bare = read_plant(directory)
    trained = read_plant(put(directory, encode_training(make("T1", "T2"))))
    other = seal(replace(make("T1", "T2"), gap_ms=1))
    again = read_plant(put(directory, encode_training(other)))

    assert bare.models[0].training is None
    assert trained.models[0].training.tags == ("T1", "T2")
    assert len({bare.hash, trained.hash, again.hash}) == 3
    assert read_plant(directory).hash == again.hash


def test_a_model_without_a_training_is_warned_of_at_its_line(directory):
    (warning,) = check_plant(directory).warnings

    assert (warning.file, warning.line) == ("plant.toml", 8)
    assert warning.text == "M is not trained: nothing is judged (hazardwatch train)"
    assert "尚未训练" in warning.text_zh


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "M.json is no training"),
        ("[]", "M.json is no training"),
        ('{"form": 9, "digest": ""}', "M.json is of form 9, not 1"),
        (encode_training(make("T1", "T2")).replace('"gap_ms": 60', '"gap_ms": 61'), "was changed"),
        (encode_training(make("T1", "T2", model="N")), "the training is that of N, not of M"),
        (
            encode_training(make("T1", "T3")),
            "M was trained for other tags, nothing is judged: T2 T3",
        ),
    ],
)
def test_what_does_not_fit_is_not_used_and_says_why(directory, text, said):
    put(directory, text)

    assert said in " ".join(warn(directory))
    assert read_plant(directory).models[0].training is None


def test_the_order_of_tags_does_not_matter(directory):
    assert warn(put(directory, encode_training(make("T2", "T1")))) == []


def test_a_covariance_of_another_size_is_refused():
    told = json.loads(encode_training(make("T1", "T2")))
    del told["digest"], told["covariance"][0]

    with pytest.raises(TrainingFileError):
        decode_training(json.dumps(told | {"digest": digest(told)}).encode())


def test_another_rate_and_tags_that_were_not_learnt_are_told(directory):
    (directory / "plant.toml").write_text(TOML + "false_alarm_rate = 0.5\n", encoding="utf-8")
    training = make("T1", "T2")
    alone = make("T1").normal.covariance
    normal = replace(training.normal, spread=np.array([0.1, 0.0]), covariance=alone)
    put(directory, encode_training(seal(replace(training, normal=normal))))

    tags, rate = warn(directory)
    assert rate == "M was trained for 0.01: train it again for 0.5"
    assert tags.endswith("hardly known: T2")
