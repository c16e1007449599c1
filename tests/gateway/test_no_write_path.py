"""No way leads from here back into a control or safety system (IEC 61511-1 §11.7.2, §11.7.4).

Read from the sources themselves, so that whoever adds a way is told by name and line; and watched
on a real broker, where a gateway's every publication is heard. Each check is shown to find what
it is there to find.
"""

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from ingest.formats.sparkplug_host import encode_rebirth
from ingest.formats.sparkplug_payload import read_payload
from tests.conftest import ROOT
from tests.gateway.platform_double import TOPIC, PlatformDouble
from tests.gateway.test_run import append, configure, running
from tests.real.mosquitto import run_mosquitto

SHIPPED = ["hazardwatch", "dashboard_api", "gateway", "simulators", "ingest", "alerting"]
SHIPPED += ["historian", "detectors", "plant"]

# OPC UA: services that write or call (OPC 10000-4 §5.11, §5.12) as asyncua names them. Modbus:
# function codes 5, 6, 15, 16, 22, 23 as pymodbus names them. Sparkplug B: commands to a node or
# a device.
WRITES = re.compile(
    r"""\b(
        write_values? | write_attributes? | write_attribute_value | set_values? | call_method
      | set_writable | set_data_type | WriteValue | WriteParameters | CallMethodRequest
      | write_coils? | write_registers? | mask_write_register | readwrite_registers
      | Write(Single|Multiple)(Coil|Register)s?(Request)? | ReadWriteMultipleRegistersRequest
      | NCMD | DCMD
    )\b""",
    re.VERBOSE,
)

NAMED = {
    "ingest/formats/sparkplug_topic.py": ["NCMD"],
    "simulators/recorded_messages.py": ["NCMD", "DCMD"],
    "ingest/mqtt_endpoint/access.py": ["NCMD", "DCMD"],
}
"""Who names commands: the one that Sparkplug 3.0.0 (6.4.19) has a host say, that a node publish its
births; the replay of recorded messages, to leave all of them out; and the endpoint, where a node
may listen for its own."""

OWN_STORE = {("gateway/outbox.py", "mkdir"), ("gateway/outbox.py", "connect")}
OWN_STORE |= {("ingest/dead_letters.py", "connect")}
"""What a gateway or ingest keeps for itself, each in one file: where, and by which call."""

KEPT = {
    "ingest/mqtt_endpoint/credentials.py": [
        "fresh.unlink(missing_ok=True)",
        "os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 384)",
        "os.fdopen(handle, 'w', encoding='utf-8')",
        "os",
    ],
    "ingest/mqtt_endpoint/session_file.py": [
        "os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 384), 'wb')",
        "os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 384)",
        "os",
    ],
}
"""The endpoint's own two files, each written as one new file in the place of the last: how."""

SPILLS = {("ingest/time_sort.py", "tempfile")}
"""Where what is too large for memory is sorted in a file without a name."""

CHANGES = {"write_text", "write_bytes", "touch", "unlink", "rename", "rmdir", "mkdir", "chmod"}
CHANGES |= {"truncate", "symlink_to", "hardlink_to", "connect", "NamedTemporaryFile"}
MODULES = {"os", "shutil", "subprocess", "tempfile", "ftplib", "pyodbc", "serial"}
"""Modules that could change files or systems; a reader of sources needs none of them."""

KINDS = {"DATA", "BACKFILL", "STATUS"}


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rsplit(".", 1)[-1], node


# ------------------------------------------------------------------------------- the checks


def find_writes(text: str) -> list[str]:
    """Anything that names a write to OPC UA, Modbus or Sparkplug."""
    return [found.group() for found in WRITES.finditer(text)]


def find_openings(text: str, file: str) -> list[str]:
    """Every way to change a file: opened not plainly for reading, or changed by name."""
    tree, found = ast.parse(text), []
    for call, node in called(tree):
        if call in {"open", "fdopen"} and not _reads_only(node):
            found.append(ast.unparse(node))
        if call in CHANGES and (file, call) not in OWN_STORE and not _is_socket(node):
            found.append(ast.unparse(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported += [alias.name for alias in node.names if isinstance(node, ast.Import)]
            used = {module for module in imported if module.split(".")[0] in MODULES}
            found += [module for module in sorted(used) if (file, module) not in SPILLS]
    return found


def _reads_only(node: ast.Call) -> bool:
    """``open()`` without a mode, or with one that is written out and only reads."""
    method = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) != "io"
    place = 0 if method else 1
    given = [*node.args[place : place + 1]]
    given += [keyword.value for keyword in node.keywords if keyword.arg in {"mode", None}]
    if method and ast.unparse(node.func) in {"gzip.open", "pacsv.open_csv"}:
        given = node.args[1:2]
    return all(isinstance(mode, ast.Constant) and mode.value in {"r", "rb"} for mode in given)


def _is_socket(node: ast.Call) -> bool:
    """``connect`` of an MQTT client or of a session, not of a database."""
    return ast.unparse(node.func) in {"self._client.connect", "self._connect", "protocol.connect"}


def find_publications(text: str) -> list[str]:
    """Every publication in ``gateway/`` whose topic isn't its own data, backfill or status."""
    found = []
    for call, node in called(ast.parse(text)):
        if call == "publish" and ast.unparse(node.args[0]) != "self._route.topic(kind)":
            found.append(ast.unparse(node))
        if call == "_publish" and not _kinds(node.args[1]) <= KINDS:
            found.append(ast.unparse(node))
        if call == "Will" and ast.unparse(node.args[0]) != "self._route.topic(Kind.STATUS)":
            found.append(ast.unparse(node))
        if call == "subscribe" and ast.unparse(node.args[0]) != "self._route.topic(Kind.ACK)":
            found.append(ast.unparse(node))
    return found


def _kinds(node: ast.expr) -> set[str]:
    """The kinds that an expression may be; what is not plainly one is itself."""
    if isinstance(node, ast.IfExp):
        return _kinds(node.body) | _kinds(node.orelse)
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Kind":
        return {node.attr}
    return {ast.unparse(node)}


# ------------------------------------------------------------------- what they say of our code


@pytest.mark.parametrize("path", sources(*SHIPPED), ids=name)
def test_no_shipped_file_names_a_write(path):
    assert find_writes(path.read_text()) == NAMED.get(name(path), [])


def test_the_one_command_to_a_sparkplug_node_asks_for_its_births_and_nothing_else():
    """One place names its topic, one publishes it, and its payload can carry no value.

    A simulated node names the topic as well: it listens there.
    """
    users = {word: [] for word in ("name_rebirth_topic", "encode_rebirth")}
    for path in sources(*SHIPPED):
        for call, _ in called(ast.parse(path.read_text())):
            if call in users:
                users[call].append(name(path))
    assert users == {
        "name_rebirth_topic": ["ingest/edge_nodes.py", "simulators/formats/sparkplug.py"],
        "encode_rebirth": ["hazardwatch/watch.py"],
    }
    (metric,) = read_payload(encode_rebirth(1_700_000_000_000)).metrics
    assert (metric.name, metric.datatype) == ("Node Control/Rebirth", 11)
    assert list(inspect.signature(encode_rebirth).parameters) == ["now"]


@pytest.mark.parametrize("path", sources("gateway", "ingest"), ids=name)
def test_no_source_is_opened_for_writing(path):
    assert find_openings(path.read_text(), name(path)) == KEPT.get(name(path), [])


@pytest.mark.parametrize("path", sources("gateway"), ids=name)
def test_a_gateway_publishes_on_its_own_topics_only(path):
    assert find_publications(path.read_text()) == []


def test_there_is_something_to_check():
    assert len(sources(*SHIPPED)) > 100
    publishing = (ROOT / "gateway" / "forwarder.py").read_text()
    assert {"publish", "_publish", "Will", "subscribe"} <= {
        call for call, _ in called(ast.parse(publishing))
    }


# ---------------------------------------------------------------- that they would find one


@pytest.mark.parametrize(
    "line",
    [
        "await node.write_value(1.0)",
        "node.set_value(1.0)",
        "await session.call_method(node, 1)",
        "client.write_register(40001, 7)",
        "client.write_coils(0, [True])",
        "WriteMultipleRegistersRequest(1, [2])",
        "topic = 'spBv1.0/park/NCMD/edge'",
        'topic = f"spBv1.0/{group}/DCMD/{edge}"',
    ],
)
def test_a_write_would_be_found(line):
    assert find_writes(line)


@pytest.mark.parametrize(
    "line",
    [
        'open(path, "w")',
        'open(path, mode="ab")',
        'path.open("r+b")',
        "path.open(mode)",
        "open(path, **options)",
        'path.write_text("x")',
        "path.unlink()",
        'gzip.open(path, "wb")',
        "sqlite3.connect(path)",
        "import os",
        "from shutil import move",
    ],
)
def test_an_opening_for_writing_would_be_found(line):
    assert find_openings(line, "gateway/table_source.py")


@pytest.mark.parametrize("line", ["open(path)", 'path.open("rb")', 'open(path, mode="r")'])
def test_reading_is_no_finding(line):
    assert find_openings(line, "gateway/table_source.py") == []


@pytest.mark.parametrize(
    "line",
    [
        'client.publish("spBv1.0/park/NCMD/edge", b"")',
        "client.publish(topic, payload)",
        "self._publish(client, Kind.ACK, payload)",
        "self._publish(client, Kind.DATA if old else Kind.ACK, payload)",
        "self._publish(client, kind, payload)",
        "aiomqtt.Will(topic, payload)",
        'client.subscribe("#")',
    ],
)
def test_a_foreign_topic_would_be_found(line):
    assert find_publications(line)


# ----------------------------------------------------------------------- and on the wire


@pytest.mark.broker
async def test_on_a_real_broker_nothing_else_is_heard(tmp_path):
    heard: set[str] = set()

    async def listen(client: aiomqtt.Client) -> None:
        async for message in client.messages:
            heard.add(str(message.topic))

    with run_mosquitto(tmp_path / "broker") as broker:
        config = configure(tmp_path, broker.port)
        async with aiomqtt.Client("127.0.0.1", broker.port) as client:
            await client.subscribe("#", qos=1)
            listening = asyncio.create_task(listen(client))
            async with PlatformDouble(broker.port) as platform, running(config):
                append(tmp_path, range(1, 51))
                await platform.until(lambda: len(platform.readings) == 100)
            await platform.until(lambda: f"{TOPIC}/data" in heard)
            listening.cancel()
    assert heard <= {f"{TOPIC}/{leaf}" for leaf in ("data", "backfill", "status", "ack")}
    assert f"{TOPIC}/status" in heard
