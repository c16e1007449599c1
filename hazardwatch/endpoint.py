"""The endpoint as the settings want it: its address, its certificates, and who may come in.

What is said there is :mod:`ingest.mqtt_endpoint`'s business; the commands that give gateways
their secrets are in :mod:`hazardwatch.credential_commands`.
"""

import resource
import secrets
import ssl
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import structlog

from hazardwatch.data_directory import DataDirectory
from hazardwatch.listener import listen
from hazardwatch.settings import MqttSettings, SettingsError, read_address
from ingest.mqtt_endpoint.access import Access
from ingest.mqtt_endpoint.bounds import Bounds
from ingest.mqtt_endpoint.credentials import (
    NOBODYS,
    Credentials,
    CredentialsError,
    read_credentials,
)
from ingest.mqtt_endpoint.exchange import Exchange
from ingest.mqtt_endpoint.gatekeeper import Gatekeeper, is_loopback
from ingest.mqtt_endpoint.server import MqttEndpoint
from plant.gateway_checks import SPARKPLUG
from plant.reading import Instant
from plant.words import Plant

_log = structlog.get_logger()

RESERVED: Final = 256
"""Open files that are not for gateways: the stores, the page and its desks."""

_CLOSED: Final = (
    "其他机器可访问此地址，但没有网关凭据，也没有 mqtt.ca：请先运行"
    " hazardwatch gateway-credential set 网关编号，或用 mqtt.ca 验证网关证书"
    " other machines reach this address, and there is neither a gateway's credential nor mqtt.ca:"
    " run hazardwatch gateway-credential set GATEWAY, or name in mqtt.ca who signs the gateways'"
    " certificates"
)


class WatchedCredentials:
    """The credentials in force: those of the file, read again when it has changed.

    A file that can't be read changes nothing, and never opens the door: where nothing was known
    before, nobody fits.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = self._look()
        self._known = read_credentials(file)

    def __call__(self) -> Credentials:
        """Those in force now."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            self._read()
        return self._known

    def _look(self) -> tuple[int, int, int]:
        try:
            stat = self._file.stat()
        except OSError:
            return 0, 0, 0
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    def _read(self) -> None:
        try:
            self._known = read_credentials(self._file)
        except CredentialsError as error:
            _log.error("the gateways' credentials can't be read, the old ones hold", why=str(error))
            self._known = self._known or {"": NOBODYS}
        else:
            _log.info("the gateways' credentials were read again", count=len(self._known))


def open_endpoint(
    stack: AsyncExitStack,
    settings: MqttSettings,
    plant: Plant,
    data: DataDirectory,
    clock: Callable[[], Instant],
) -> MqttEndpoint:
    """The endpoint, its address had, nobody let in yet.

    :raises AddressTakenError: somebody else listens there.
    :raises SettingsError: this machine has no such address; a certificate, a key or the
        credentials can't be used; or others reach the address and nothing tells them apart.
    """
    host, port = read_address(settings.listen or "")
    credentials = _read(data.gateway_credentials)
    tls = make_server_tls(settings)
    if not is_loopback(host):
        _object_to_open_door(settings, credentials(), tls)
    listener = listen(host, port, "mqtt.listen")
    stack.callback(listener.close)
    nodes = any(gateway.format == SPARKPLUG for gateway in plant.gateways)
    gate = Gatekeeper(credentials, anonymous=settings.anonymous and settings.ca is None)
    bounds = Bounds(connections=settings.max_connections or count_room())
    exchange = Exchange(Access(plant), gate, bounds, _draw_client_id)
    return MqttEndpoint(
        listener,
        exchange,
        clock,
        tls=tls,
        file=data.mqtt_sessions,
        sparkplug_host=settings.sparkplug_host if nodes else "",
    )


def _draw_client_id() -> str:
    return f"auto-{secrets.token_hex(8)}"


def count_room() -> int:
    """How many gateways may be connected at once, by the open files that we may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = Bounds().connections
    return most if soft == resource.RLIM_INFINITY else max(16, min(most, soft - RESERVED))


def make_server_tls(settings: MqttSettings) -> ssl.SSLContext | None:
    """TLS of the endpoint, None where it speaks in the clear.

    A client certificate is welcome and not demanded: who shows none may have a secret.

    :raises SettingsError: a certificate or key can't be used.
    """
    if settings.cert is None:
        return None
    named = f"mqtt.cert {settings.cert}, mqtt.key {settings.key}"
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(settings.cert, settings.key)
        if settings.ca is not None:
            named = f"mqtt.ca {settings.ca}"
            context.load_verify_locations(settings.ca)
            context.verify_mode = ssl.CERT_OPTIONAL
    except OSError as error:
        raise SettingsError([f"{named}: {error}"]) from error
    return context


def _read(file: Path) -> WatchedCredentials:
    try:
        return WatchedCredentials(file)
    except CredentialsError as error:
        raise SettingsError([f"网关凭据无法读取 the gateways' credentials: {error}"]) from error


def _object_to_open_door(
    settings: MqttSettings, credentials: Credentials, tls: ssl.SSLContext | None
) -> None:
    if not credentials and settings.ca is None:
        raise SettingsError([f"mqtt.listen {settings.listen}: {_CLOSED}"])
    if tls is None:
        _log.warning(
            "网关接入未加密 gateways are heard in the clear: set mqtt.cert and mqtt.key",
            at=settings.listen,
        )
