from ingest.formats.sparkplug_births import (
    NODE,
    Definition,
    Device,
    find_bd_seq,
    find_clashes,
    is_protocol_metric,
    read_definitions,
    spell,
)
from ingest.formats.sparkplug_payload import LONG, Metric, read_payload
from tests.ingest.formats.sparkplug_wire import bd_seq, metric, payload, prop


def born(*metrics, device="D", room=100):
    return read_definitions(device, read_payload(payload(*metrics)).metrics, room)


def test_names_aliases_datatypes_and_units():
    got = born(
        metric("Level", "float", 1, alias=7, datatype=9, props={"engUnit": prop("string", "m")}),
        metric("Area 1/泵", "bool", 1, datatype=11),
    )
    assert got.metrics == {
        "Level": Definition("D/Level", 9, "m"),
        "Area 1/泵": Definition("D/Area 1/泵", 11),
    }
    assert (got.aliases, got.complaints) == ({7: "Level"}, [])


def test_a_metric_of_the_node_goes_by_its_plain_name():
    assert spell(NODE, "Supply Voltage") == "Supply Voltage"
    assert spell("PLC1", "Level") == "PLC1/Level"


def test_metrics_of_the_protocol_are_no_tags():
    got = born(bd_seq(3), metric("Node Control/Rebirth", "bool", 0, alias=1), device=NODE)
    assert [each.tag for each in got.metrics.values()] == ["", ""]
    assert is_protocol_metric("Device Control/Reboot")
    assert not is_protocol_metric("Node Controls")


def test_an_alias_of_two_metrics_stands_for_none():
    got = born(
        metric("a", alias=1), metric("b", alias=1), metric("c", alias=1), metric("d", alias=2)
    )
    assert got.aliases == {2: "d"}
    assert got.complaints == [("D/a", "alias 1 is another metric's too")]


def test_a_metric_named_twice_keeps_its_alias():
    assert born(metric("a", alias=1), metric("a", alias=1)).complaints == []


def test_a_birth_without_a_name_is_told():
    assert born(metric(alias=4)).complaints == [("", "a birth names alias 4 with nothing")]


def test_there_is_room_for_so_many_and_the_rest_is_told():
    got = born(*(metric(f"m{n}", alias=n) for n in range(5)), room=3)
    assert list(got.metrics) == ["m0", "m1", "m2"]
    assert len(got.complaints) == 1


def test_a_name_of_the_node_and_of_a_device_is_a_clash_both_ways():
    node, device = born(metric("D/a"), metric("b"), device=NODE), born(metric("a"), metric("b"))
    devices = {NODE: Device(metrics=node.metrics), "D": Device(metrics=device.metrics)}
    assert find_clashes(devices, "D", device.metrics) == ["D/a"]
    assert find_clashes(devices, NODE, node.metrics) == ["D/a"]
    assert find_clashes({"D": devices["D"]}, "D", device.metrics) == []


def test_a_metric_is_found_by_its_name_before_its_alias():
    got = born(metric("a", alias=1), metric("b", alias=2))
    device = Device(metrics=got.metrics, aliases=got.aliases)
    assert device.find(Metric("b", 1)) == Definition("D/b")
    assert device.find(Metric(alias=1)) == Definition("D/a")
    assert device.find(Metric(alias=3)) is None
    assert device.find(Metric("x", 1)) is None
    assert device.find(Metric()) is None


def test_the_birth_death_number_in_either_integer_field():
    assert find_bd_seq(read_payload(payload(metric("x", "int", 1), bd_seq(9))).metrics) == 9
    assert find_bd_seq([Metric("bdSeq", key=0x50, raw=4)]) == 4
    assert (
        find_bd_seq([Metric("bdSeq", key=0x69, raw=b"\0" * 8), Metric("x", key=LONG, raw=1)])
        is None
    )
