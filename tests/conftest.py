"""What every test may ask for: the shared data, a free port, the servers on this machine.

A test that needs what is not here is skipped by name with the reason, never silently passed.
"""

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

# Threads of BLAS on a shared machine cost tenfold what they gain. It is read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
SERVERS = Path(os.environ.get("HAZARDWATCH_SERVERS", ROOT / ".servers"))

# How long an example takes says nothing on a machine that others share.
for profile, examples in (("default", 40), ("soak", 5000)):
    timeless = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(profile, timeless, max_examples=examples)
settings.load_profile("default")


def is_soak() -> bool:
    """Whether this is the long form of the tests: `make soak`."""
    return settings.default.max_examples > 1000


def rounds(few: int, many: int) -> int:
    """How often something is done again: seldom in a check, often in the soak."""
    return many if is_soak() else few


def find_server(name: str) -> str | None:
    """A server program on PATH, where Debian puts brokers, or unpacked for the tests."""
    places = f"{SERVERS}/usr/bin:{SERVERS}/usr/sbin:/usr/sbin:/usr/local/sbin"
    return shutil.which(name) or shutil.which(name, path=places)


NEEDS = {
    "broker": "mosquitto",
    "mqtt_clients": "mosquitto_pub",
    "influxdb": "influxd",
    "victoria": "victoria-metrics",
    "browser": "chromium",
    "identity": "oidc-provider",
    "mqtt_js": "mqtt-js",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip by name what this machine has no server for, and what is too long for a check."""
    for item in items:
        if "soak" in item.keywords and not is_soak():
            item.add_marker(pytest.mark.skip(reason="long: make soak"))
    for marker, program in NEEDS.items():
        if find_server(program) is None:
            for item in items:
                if marker in item.keywords:
                    item.add_marker(pytest.mark.skip(reason=f"no {program} on this machine"))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Path of one recorded file; skips the test where it is absent."""
    folder = Path(os.environ.get("HAZARDWATCH_TEST_DATA", ROOT.parent / "shared" / "data"))

    def find(name: str) -> Path:
        if not (folder / name).exists():
            pytest.skip(f"the recorded data {name} is not here")
        return folder / name

    return find


@pytest.fixture
def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """TLS of a server at 127.0.0.1 by a certificate of its own, and the file to trust it by."""
    folder = tmp_path_factory.mktemp("tls")
    names = [str(folder / "key.pem"), str(folder / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run(
            [*command, "-keyout", names[0], "-out", names[1]], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("no openssl on this machine")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(names[1], names[0])
    return context, names[1]
