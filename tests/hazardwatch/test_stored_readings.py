"""Stored readings beside a platform, from the store that its configuration names."""

from hazardwatch.settings import read_settings
from hazardwatch.stored_readings import read_series
from tests.hazardwatch.handling_site import MINUTE, T0, make_site


def test_each_tag_has_its_readings_of_the_range_and_one_that_has_none_has_none(tmp_path):
    config, data = make_site(tmp_path)
    tags = ["LT-101", "GT-101"]
    found = dict(read_series(read_settings(config), data, tags, T0, T0 + 10 * MINUTE))
    assert list(found) == tags
    assert found["LT-101"].time.tolist() == [T0, T0 + 5 * MINUTE]
    assert found["GT-101"].time.tolist() == []
