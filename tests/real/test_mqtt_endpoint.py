"""The endpoint against clients that are not ours, with their own ideas of MQTT 3.1.1, 5 and TLS."""

import asyncio
import json
import re
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager

import aiomqtt
import gmqtt
import paho.mqtt.client as paho
import pytest
from gmqtt.mqtt.constants import MQTTv50, MQTTv311
from paho.mqtt.properties import Properties

from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.gatekeeper import Gatekeeper
from tests.conftest import ROOT, find_server
from tests.contract.plant_directory import write_plant
from tests.ingest.mqtt_endpoint.speaker import ACK, DATA, FOREIGN, STATUS
from tests.ingest.mqtt_endpoint.test_server import open_endpoint, until
from tests.platform import run_command, run_platform

LOGIN = ("-u", "G1", "-P", "s")
WAIT_S = 10.0
BODIES = [b"%d" % number for number in range(200)]


@asynccontextmanager
async def serving(**wishes):
    """An endpoint whose frames are safe at once; they gather in ``endpoint.frames``."""
    async with open_endpoint(**wishes) as endpoint:
        endpoint.frames = []

        async def commit():
            while True:
                frames = await endpoint.gather(1000, 0.05)
                endpoint.frames += frames
                endpoint.acknowledge([frame.token for frame in frames])

        committing = asyncio.create_task(commit())
        yield endpoint
        committing.cancel()


async def run(endpoint, program, *words, given=b"", code=0):
    """A program of mosquitto-clients to its end; what it prints."""
    host, port = endpoint.address
    process = await asyncio.create_subprocess_exec(
        *(find_server(program), "-h", host, "-p", str(port), *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    async with asyncio.timeout(WAIT_S):
        said, _ = await process.communicate(given)
    assert process.returncode == code, said
    return said


def payloads(endpoint, topic=DATA):
    return [frame.payload for frame in endpoint.frames if frame.topic == topic]


# ---------------------------------------------------------------------------- mosquitto-clients

versions = pytest.mark.parametrize("version", ["mqttv311", "mqttv5"])


@pytest.mark.mqtt_clients
@versions
async def test_mosquitto_pub_is_told_of_every_frame(version):
    async with serving() as endpoint:
        words = (*LOGIN, "-V", version, "-q", "1", "-t", DATA, "-l")
        await run(endpoint, "mosquitto_pub", *words, given=b"\n".join(BODIES) + b"\n")
        assert payloads(endpoint) == BODIES


@pytest.mark.mqtt_clients
@versions
async def test_mosquitto_pub_may_not_speak_for_others(version):
    async with serving() as endpoint:
        words = (*LOGIN, "-V", version, "-q", "1", "-t", FOREIGN, "-m", "x")
        said = await run(endpoint, "mosquitto_pub", *words)
        assert payloads(endpoint, f"$refused/G1/{FOREIGN}") == [b"x"]
        assert (b"Not authorized" in said) == (version == "mqttv5")


@pytest.mark.mqtt_clients
@versions
async def test_mosquitto_sub_hears_the_newest_acknowledgement(version):
    async with serving() as endpoint:
        endpoint.publish(ACK, b'{"boot":"b","seq":1}', retain=True)
        endpoint.publish(ACK, b'{"boot":"b","seq":2}', retain=True)
        words = (*LOGIN, "-V", version, "-q", "1", "-t", ACK, "-C", "1")
        assert await run(endpoint, "mosquitto_sub", *words) == b'{"boot":"b","seq":2}\n'


@pytest.mark.mqtt_clients
@versions
async def test_mosquitto_sub_that_is_killed_leaves_its_will(version):
    async with serving() as endpoint:
        host, port = endpoint.address
        will = ("--will-topic", STATUS, "--will-payload", "gone", "--will-qos", "1")
        process = await asyncio.create_subprocess_exec(
            *(find_server("mosquitto_sub"), "-h", host, "-p", str(port), *LOGIN, "-V", version),
            *("-t", ACK, *will, "--will-retain"),
        )
        await until(lambda: endpoint.counters.connects)
        process.kill()
        await process.wait()
        await until(lambda: payloads(endpoint, STATUS) == [b"gone"])


# ---------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder with a CA, a server's certificate for 127.0.0.1 and G1's."""
    folder = tmp_path_factory.mktemp("authority")

    def sign(name, subject, *more):
        key, request = folder / f"{name}.key", folder / f"{name}.csr"
        call(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            request,
            "-subj",
            subject,
        )
        signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial")
        call(
            "x509",
            "-req",
            "-days",
            "2",
            "-in",
            request,
            "-out",
            folder / f"{name}.pem",
            *signed,
            *more,
        )

    def call(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=folder)

    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    ca = ("-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca")
    call("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *ca)
    (folder / "server.ext").write_text("subjectAltName=IP:127.0.0.1\n")
    sign("server", "/CN=127.0.0.1", "-extfile", "server.ext")
    sign("G1", "/CN=G1")
    return folder


@pytest.fixture
def tls(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority / "ca.pem")
    context.load_cert_chain(authority / "server.pem", authority / "server.key")
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


@pytest.mark.mqtt_clients
@versions
async def test_a_certificate_is_as_good_as_a_secret(tls, authority, version):
    async with serving(tls=tls) as endpoint:
        endpoint.exchange._gate = Gatekeeper(dict, anonymous=False)
        words = ("-V", version, "-q", "1", "-m", "x", "--cafile", authority / "ca.pem")
        own = ("--cert", authority / "G1.pem", "--key", authority / "G1.key")
        await run(endpoint, "mosquitto_pub", *words, *own, "-t", DATA)
        await run(endpoint, "mosquitto_pub", *words, *own, "-t", FOREIGN)
        assert [frame.topic for frame in endpoint.frames] == [DATA, f"$refused/G1/{FOREIGN}"]
        refused = 135 if version == "mqttv5" else 5
        await run(endpoint, "mosquitto_pub", *words, "-t", DATA, code=refused)


async def test_aiomqtt_by_certificate(tls, authority):
    trust = ssl.create_default_context(cafile=authority / "ca.pem")
    trust.load_cert_chain(authority / "G1.pem", authority / "G1.key")
    async with serving(tls=tls) as endpoint:
        endpoint.exchange._gate = Gatekeeper(dict, anonymous=False)
        async with aiomqtt.Client(*endpoint.address, tls_context=trust) as client:
            await client.publish(DATA, b"x" * 300_000, qos=1)
        assert [len(body) for body in payloads(endpoint)] == [300_000]


# ---------------------------------------------------------------------------- Python's clients


@pytest.mark.parametrize("version", [4, 5])
async def test_aiomqtt_publishes_and_hears(version):
    async with serving() as endpoint:
        wishes = {"username": "G1", "password": "s", "protocol": aiomqtt.ProtocolVersion(version)}
        async with aiomqtt.Client(*endpoint.address, **wishes) as client:
            await client.subscribe(ACK, qos=1)
            for body in BODIES:
                await client.publish(DATA, body, qos=1)
            endpoint.publish(ACK, b"1", retain=True)
            async with asyncio.timeout(WAIT_S):
                message = await anext(aiter(client.messages))
            assert (str(message.topic), message.payload) == (ACK, b"1")
        assert payloads(endpoint) == BODIES
        await until(lambda: endpoint.connections == 0)
        assert endpoint.counters.wills == 0


@pytest.mark.parametrize("version", [MQTTv311, MQTTv50])
async def test_gmqtt_publishes_and_hears(version):
    heard = asyncio.get_running_loop().create_future()
    client = gmqtt.Client("g", clean_session=True)
    client.set_auth_credentials("G1", "s")

    async def take(_client, topic, payload, _qos, _properties):
        heard.set_result((topic, payload))
        return 0

    client.on_message = take
    async with serving() as endpoint:
        host, port = endpoint.address
        await client.connect(host, port, keepalive=30, version=version)
        client.subscribe(ACK, qos=1)
        for body in BODIES:
            client.publish(DATA, body, qos=1)
        await until(lambda: len(endpoint.frames) == len(BODIES))
        assert payloads(endpoint) == BODIES
        endpoint.publish(ACK, b"1", retain=True)
        async with asyncio.timeout(WAIT_S):
            assert await heard == (ACK, b"1")
        await client.disconnect()


def make_paho(version, codes, present):
    """A client whose session lasts, and what to connect it with."""
    five = version == paho.MQTTv5
    client = paho.Client(
        paho.CallbackAPIVersion.VERSION2,
        client_id="p",
        protocol=version,
        clean_session=None if five else False,
    )
    client.username_pw_set("G1", "s")
    client.on_publish = lambda _c, _d, _mid, code, _p: codes.append(code.value)
    client.on_connect = lambda _c, _d, flags, _r, _p: present.append(flags.session_present)
    if not five:
        return client, {}
    properties = Properties(paho.PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 60
    return client, {"clean_start": False, "properties": properties}


@pytest.mark.parametrize("version", [paho.MQTTv311, paho.MQTTv5])
async def test_paho_takes_its_session_up_again(version):
    codes, present = [], []
    async with serving() as endpoint:
        for expected in (2, 4):
            client, lasting = make_paho(version, codes, present)
            await asyncio.to_thread(client.connect, *endpoint.address, **lasting)
            client.loop_start()
            for topic in (DATA, FOREIGN):
                client.publish(topic, b"x", qos=1)
            await until(lambda wanted=expected: len(codes) == wanted)
            client.disconnect()
            await asyncio.to_thread(client.loop_stop)
            await until(lambda: endpoint.connections == 0)
    refused = Code.NOT_AUTHORIZED if version == paho.MQTTv5 else Code.SUCCESS
    assert codes == [Code.SUCCESS, refused] * 2
    assert present == [False, True]


@pytest.mark.mqtt_js
@pytest.mark.parametrize("version", [4, 5])
async def test_mqtt_js_publishes_and_hears(version):
    async with serving() as endpoint:
        host, port = endpoint.address
        site = {"url": f"mqtt://{host}:{port}", "version": version, "data": DATA, "ack": ACK}
        process = await asyncio.create_subprocess_exec(
            *(find_server("mqtt-js"), str(ROOT / "tests" / "real" / "mqtt_js" / "client.mjs")),
            json.dumps(site | {"count": len(BODIES)}),
            stdout=subprocess.PIPE,
        )
        await until(lambda: len(endpoint.frames) == len(BODIES))
        assert payloads(endpoint) == BODIES
        endpoint.publish(ACK, b"1", retain=True)
        async with asyncio.timeout(WAIT_S):
            said, _ = await process.communicate()
        assert json.loads(said) == [ACK, "1"]


# ---------------------------------------------------------------------------- the whole platform


def log_in(platform, name=None, secret=None):
    """The word of CONNACK, and the client if it may stay."""
    answers = []
    client = paho.Client(paho.CallbackAPIVersion.VERSION2)
    client.on_connect = lambda _c, _d, _f, reason, _p: answers.append(reason)
    if name:
        client.username_pw_set(name, secret)
    client.connect("127.0.0.1", int(platform.mqtt.rpartition(":")[2]))
    client.loop_start()
    reason = platform.wait_for(lambda: answers and answers[0])
    return str(reason), client


def end(client):
    client.disconnect()
    client.loop_stop()


def test_a_secret_set_beside_a_running_platform_closes_it_to_nobody_in_particular(tmp_path):
    with run_platform(tmp_path, write_plant(tmp_path / "plant"), None) as platform:
        said, nobody = log_in(platform)
        assert said == "Success"
        set_secret = ("gateway-credential", "set", "gw1", "--config", platform.config)
        done = run_command(*set_secret)
        assert done.returncode == 0, done.stderr
        for login in ((), ("gw1", "guess"), ("gw2", done.stdout.strip())):
            said, refused = log_in(platform, *login)
            assert said != "Success"
            refused.loop_stop()
        platform.wait_for(lambda: not nobody.is_connected())
        nobody.loop_stop()
        said, gateway = log_in(platform, "gw1", done.stdout.strip())
        assert said == "Success"
        for name in ("gw1", "gw2"):
            told = gateway.publish(f"hazard/v1/P1/ent1/{name}/data/LT-101", b"51.5", qos=1)
            told.wait_for_publish(WAIT_S)
        platform.wait_for(lambda: platform.get("tags/LT-101")["now"]["value"] == 51.5)
        letters = platform.items("gateways/gw1/dead-letters")
        assert [letter["reason"] for letter in letters] == ["wrong_topic"]
        metrics = platform.read("/metrics")
        assert "hazardwatch_mqtt_unauthorized_frames_total 1.0" in metrics
        rejected = re.search(r"hazardwatch_mqtt_rejected_logins_total (\d+)", metrics)
        assert int(rejected[1]) >= 3, "and whoever tries again without being asked"
        assert "hazardwatch_mqtt_connections 1.0" in metrics
        door = platform.read("/readyz")["checks"]["broker"]["detail"]
        assert door.startswith("connected: 1 / ")
        end(gateway)
        assert platform.stop() == 0
