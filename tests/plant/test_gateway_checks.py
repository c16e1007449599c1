"""Topics and source names in a whole directory: what is refused, at which line, and what is not."""

import pytest

from tests.plant.conftest import PLANT_TOML, TAGS_CSV

FOREIGN = """
[[gateway]]
id = "gw-3"
enterprise = "E1"
"""


def complain_about(check, extra):
    """The complaints about a plant with more gateways: (key, line within the extra, text)."""
    before = PLANT_TOML.count("\n")
    checked = check(PLANT_TOML + extra)
    return [(one.key, one.line - before, one.text) for one in checked.complaints]


@pytest.mark.parametrize(
    "keys, text",
    [
        ('format = "pinyin"', "is missing: format pinyin"),
        ('format = "pinyin"\ntopic = ""', "must not be empty"),
        ('format = "pinyin"\ntopic = "a/#/b"', "# must stand alone and last"),
        ('format = "pinyin"\ntopic = "a/b+"', "+ must stand alone"),
        ('format = "pinyin"\ntopic = "$share/x/a"', "must not begin with $"),
        ('format = "pinyin"\ntopic = "hazard/v1/x"', "reaches into hazard/v1/#"),
        ('format = "pinyin"\ntopic = "#"', "reaches into hazard/v1/#"),
        ('format = "pinyin"\ntopic = "+/v1/a/+/data"', "reaches into hazard/v1/#"),
        ('format = "pinyin"\ntopic = "/neuron/app/+/group"', "overlaps /neuron/app/driver/group"),
        ('format = "pinyin"\ntopic = "/neuron/#"', "gateway gw-2 at plant.toml:"),
        ('format = "pinyin"\ntopic = "/neuron/app/driver/group"', "overlaps"),
        ('format = "bare"\ntopic = "a/b"', "names no tag"),
        ('format = "sparkplug"\ntopic = "spBv1.0/#"', "a gateway is one edge node"),
        ('format = "sparkplug"\ntopic = "spBv1.0/G/NDATA/E/#"', "a gateway is one edge node"),
        ('format = "sparkplug"\ntopic = "spBv1.0/G/+/E"', "a gateway is one edge node"),
    ],
)
def test_a_topic_that_can_not_be_used_is_complained_about(check, keys, text):
    ((key, line, said),) = complain_about(check, FOREIGN + keys + "\n")
    assert key == "gateway.topic"
    assert text in said
    assert line == (6 if "topic" in keys else 2)


@pytest.mark.parametrize(
    "keys",
    [
        'format = "pinyin"\ntopic = "/neuron/app/driver/other"',
        'format = "bare"\ntopic = "a/+"',
        'format = "sparkplug"\ntopic = "spBv1.0/泰兴/+/Edge 7/#"\nsis = true',
        'format = "bare"\ntopic = "a/b"\nprefix = "LT-101A"',
    ],
)
def test_a_topic_of_its_own_is_welcome(check, keys):
    assert complain_about(check, FOREIGN + keys + "\n") == []


def test_overlaps_are_found_among_many(check):
    extra = "".join(
        f'[[gateway]]\nid = "g{place}"\nenterprise = "E1"\nformat = "pinyin"\ntopic = "{topic}"\n'
        for place, topic in enumerate(["a/+", "b/x/+", "b/+/y", "a/z/#", "c/#", "c"])
    )
    found = [(text.split(" of ")[0], line) for _, line, text in complain_about(check, extra)]
    assert found == [("overlaps b/x/+", 15), ("overlaps a/+", 20), ("overlaps c/#", 30)]


def test_a_topic_of_our_own_format_is_only_advised_against(check):
    checked = check(PLANT_TOML + FOREIGN + 'topic = "x/#"\n')
    assert checked.plant is not None
    assert any(
        one.key == "gateway.topic" and "does nothing" in one.text for one in checked.warnings
    )


def with_source_names(**names):
    header, *rows = TAGS_CSV.splitlines()
    named = [f"{row},{names.get(row.split(',')[0].replace('-', '_'), '')}" for row in rows]
    return "\n".join([f"{header},来源名", *named])


def test_source_names_are_read_and_may_be_anything(check):
    tags = check(tags=with_source_names(LT_101A="PLC 1/罐区:液位#1", LT_101B="LT-101B")).plant.tags
    assert [tag.source_name for tag in tags[:2]] == ["PLC 1/罐区:液位#1", "LT-101B"]


@pytest.mark.parametrize(
    "names, prefix, text",
    [
        ({"LT_101A": "x", "LT_101B": "x"}, "", "x already means LT-101A at tags.csv:2"),
        ({"LT_101A": "LT-101B"}, "", "LT-101B already means LT-101B at tags.csv:3"),
        ({"LT_101A": "101B"}, "LT-", "101B already means LT-101B"),
    ],
)
def test_a_name_that_means_two_tags_is_complained_about(check, names, prefix, text):
    toml = PLANT_TOML.replace("missing = [-9999]", f'prefix = "{prefix}"')
    (complaint,) = check(toml, with_source_names(**names)).complaints
    assert complaint.key == "source_name"
    assert text in complaint.text


def test_enterprises_may_use_the_same_source_name(check):
    assert check(tags=with_source_names(LT_101A="x", TT_201="x")).complaints == []
