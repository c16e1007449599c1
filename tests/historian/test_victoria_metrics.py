"""Which of its settings make a VictoriaMetrics refused, and with what words."""

import pytest

from historian.victoria_metrics import find_doubtful, find_unsafe, read_flags

SAFE = '-httpListenAddr="127.0.0.1:8428"\n-retentionPeriod="10y"\n-dedup.minScrapeInterval="1ms"\n'


def test_flags_are_read_as_the_server_lists_them():
    assert read_flags(SAFE)["retentionPeriod"] == "10y"
    assert read_flags("") == {}


def test_one_that_keeps_every_reading_once_and_as_it_is_is_safe():
    assert find_unsafe(200, SAFE) == []
    assert find_unsafe(200, SAFE + '-influxTrimTimestamp="1ms"\n-precisionBits="64"\n') == []


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("dedup.minScrapeInterval", "30s"),
        ("influxTrimTimestamp", "1s"),
        ("influxSkipSingleField", "true"),
        ("influxSkipMeasurement", "true"),
        ("precisionBits", "8"),
        ("downsampling.period", "30d:5m"),
        ("streamAggr.config", "/etc/aggregate.yml"),
        ("relabelConfig", "/etc/relabel.yml"),
    ],
)
def test_one_that_would_invent_or_lose_is_refused_by_name(flag, value):
    (complaint,) = find_unsafe(200, f'{SAFE}-{flag}="{value}"\n')
    assert complaint.startswith(f"-{flag} ")
    assert "must" in complaint


def test_without_any_word_on_duplicates_it_is_taken_and_people_are_told():
    assert find_unsafe(200, '-retentionPeriod="10y"\n') == []
    assert "stored twice" in find_doubtful('-retentionPeriod="10y"\n')
    assert find_doubtful(SAFE) == ""


def test_every_complaint_is_told_at_once():
    assert len(find_unsafe(200, '-precisionBits="8"\n-influxTrimTimestamp="1s"\n')) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_one_that_hides_its_flags_is_refused(status):
    (complaint,) = find_unsafe(status, "")
    assert f"{status}" in complaint
    assert "/flags" in complaint
