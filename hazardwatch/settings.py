"""The settings of ``hazardwatch serve``: a TOML file, with the environment above it.

Contract section 4. Unknown keys are refused, because a mistyped ``retention_days`` must not pass
for a setting. Nothing here opens what the settings name.
"""

import getpass
import ipaddress
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Final, Literal, Self, cast
from urllib.parse import quote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from alerting.kpi.terms import Terms
from dashboard_api import account_rules
from hazardwatch.notify_settings import NotifySettings, anchor_channels
from hazardwatch.oidc_settings import OidcSettings
from ingest.session import SessionSettings
from plant.audit_times import load_audit_times

DEMO_PASSWORD: Final = account_rules.DEMO_PASSWORD


_PATHS: Final = {
    "plant": ("dir",),
    "data": ("dir",),
    "mqtt": ("ca", "cert", "key"),
    "historian": ("token_file",),
    "oidc": ("ca", "client_secret_file"),
}


class SettingsError(Exception):
    """The configuration can't be used; ``complaints`` has one line for each thing wrong."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlantSettings(_Section):
    dir: Path


class DataSettings(_Section):
    """``reserve_mb`` is held back for alarms on a full disk, below ``low_mb`` people are told.

    ``spool_mb`` bounds what waits for the historian; then readings are judged and not kept.
    """

    dir: Path = Path("hazardwatch-data")
    spool_mb: int = Field(default=16 << 10, ge=128)
    reserve_mb: int = Field(default=32, ge=0)
    low_mb: int = Field(default=512, ge=0)


class MqttSettings(_Section):
    """``url`` of a broker; ``listen`` names an address for gateways to publish straight to.

    With ``listen``, ``cert`` and ``key`` are ours and ``ca`` signs the gateways' certificates;
    ``max_connections`` is as many as the open files allow where it is not given; ``anonymous``
    lets this machine's clients in without a credential as long as no gateway has one.
    """

    url: str | None = None
    listen: str | None = None
    client_id: str = "hazardwatch"
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    version: Literal[5, 3] = 5
    """MQTT 5, or 3 for 3.1.1: what an old broker speaks."""
    client: Literal["codec", "paho"] = "codec"
    """What speaks MQTT 5 with the broker; 3.1.1 is always spoken by paho."""
    sparkplug_host: str = Field(default="hazardwatch", pattern=r"^[^/+#]{1,64}$")
    """The host's name for Sparkplug nodes, told where the plant has any."""

    max_connections: int | None = Field(default=None, ge=1, le=4096)
    anonymous: bool = True

    @field_validator("url")
    @classmethod
    def _check_address(cls, url: str | None) -> str | None:
        if url is not None:
            SessionSettings.of_url(url, "")
        return url

    @field_validator("listen")
    @classmethod
    def _check_door(cls, listen: str | None) -> str | None:
        if listen is not None:
            read_address(listen)
        return listen

    @model_validator(mode="after")
    def _choose_one_door(self) -> Self:
        if (self.url is None) == (self.listen is None):
            raise ValueError("name a broker in mqtt.url, or an address of our own in mqtt.listen")
        if self.listen is not None and (self.cert is None) != (self.key is None):
            raise ValueError("mqtt.cert and mqtt.key go together")
        if self.listen is not None and self.ca is not None and self.cert is None:
            raise ValueError("mqtt.ca without mqtt.cert and mqtt.key: certificates need TLS")
        return self


class Hj212Settings(_Section):
    """``listen`` opens the TCP door for HJ 212 stations; absent, there is none.

    The host is always named: the protocol has no encryption, and its password travels in the
    clear, so on which side of the machine it is spoken is the site's own decision.
    """

    listen: str | None = None

    @field_validator("listen")
    @classmethod
    def _check_address(cls, listen: str | None) -> str | None:
        if listen is not None:
            read_address(listen)
        return listen


def read_address(text: str) -> tuple[str, int]:
    """Host and port of ``host:port`` or ``[host]:port``.

    :raises ValueError: the text is no such address.
    """
    try:
        parts = urlsplit(f"//{text}")
        port, host = parts.port, parts.hostname
    except ValueError:
        port = host = None
    if not host or port is None or parts.netloc != text or "@" in text:
        raise ValueError("an address to listen on reads host:port, the host named")
    return host, port


class HistorianSettings(_Section):
    """``retention_days`` is a year by default; State Order 40 art. 13 asks 30 days at least."""

    kind: Literal["embedded", "influxdb"] = "embedded"
    url: str = ""
    org: str = ""
    bucket: str = ""
    token_file: Path | None = None
    retention_days: int = Field(default=365, ge=30)

    @model_validator(mode="after")
    def _name_the_bucket(self) -> Self:
        if self.kind == "influxdb" and not (self.url and self.bucket):
            raise ValueError('historian.kind = "influxdb" needs historian.url and historian.bucket')
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("historian.url reads http[s]://host:port")
        return self


class JournalSettings(_Section):
    """``url`` is SQLAlchemy's; what it names is found out by who opens it.

    A PostgreSQL URL without a user means the user we run as, as it does for ``psql``: the driver
    would not know whom to log in.

    ``retention_days``: three years are the least, our own choice; IEC 62682 (GB/T 41261) asks for
    a record of alarms and names no length that we have read.
    """

    url: str | None = None
    retention_days: int = Field(default=1100, ge=1095)

    @field_validator("url")
    @classmethod
    def _name_the_user(cls, url: str | None) -> str | None:
        try:
            parts = urlsplit(url or "")
            named, _ = parts.username, parts.port
            if parts.scheme.startswith("postgresql") and not named:
                user = quote(getpass.getuser(), safe="")
                url = parts._replace(netloc=f"{user}@{parts.netloc}").geturl()
        except (ValueError, KeyError, OSError):  # a port that is none, a user without a name
            raise ValueError("a journal's address reads postgresql://user@host:port/name") from None
        return url or None


class AuditSettings(_Section):
    """``retention_days`` is a year by default; the least is half a year, by law
    (:mod:`plant.audit_times`).
    """

    retention_days: int = Field(default=365, ge=load_audit_times().least_days)


class KpiSettings(_Section):
    """What is counted as what in reports of the alarm system; what is absent is as shipped.

    ``operators`` are console positions, ``shifts`` times of day in the park's zone. A flood begins
    with more than ``flood_begins`` alarms in 10 minutes an operator, ends with fewer than
    ``flood_ends``. A fleeting alarm lasts no longer than ``fleeting_s``.
    """

    operators: int = Field(default=1, ge=1, le=100)
    shifts: tuple[time, ...] | None = None
    flood_begins: int | None = None
    flood_ends: int | None = None
    fleeting_s: int | None = Field(default=None, ge=1, le=3600)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        Terms.standard(**self.list_terms())
        return self

    def list_terms(self) -> Mapping[str, object]:
        """The fields of :class:`alerting.kpi.terms.Terms` that differ from the shipped ones."""
        said = self.model_dump(exclude_none=True, exclude={"fleeting_s"})
        if self.fleeting_s is not None:
            said["fleeting_within"] = self.fleeting_s * 1000
        return said


class HttpSettings(_Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    requests_per_s: float = Field(default=50.0, gt=0)
    burst: float = Field(default=200.0, ge=1)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the page."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


class Settings(BaseSettings):
    """Everything ``serve`` needs to know; ``HAZARDWATCH_MQTT__URL`` and so on win over the file.

    An empty variable is an absent one: that is what compose makes of ``${NAME:-}``.
    """

    model_config = SettingsConfigDict(
        env_prefix="HAZARDWATCH_", env_nested_delimiter="__", env_ignore_empty=True, extra="forbid"
    )

    plant: PlantSettings
    data: DataSettings = DataSettings()
    clock: Literal["wall", "stream"] = "wall"
    mqtt: MqttSettings
    hj212: Hj212Settings = Hj212Settings()
    historian: HistorianSettings = HistorianSettings()
    journal: JournalSettings = JournalSettings()
    audit: AuditSettings = AuditSettings()
    http: HttpSettings = HttpSettings()
    kpi: KpiSettings = KpiSettings()
    notify: NotifySettings = NotifySettings()
    oidc: OidcSettings | None = None
    admin_password: SecretStr | None = None

    @field_validator("admin_password")
    @classmethod
    def _empty_is_none(cls, password: SecretStr | None) -> SecretStr | None:
        return password if password and password.get_secret_value() else None

    @model_validator(mode="after")
    def _keep_the_demo_at_home(self) -> Self:
        password = self.admin_password.get_secret_value() if self.admin_password else ""
        if password == DEMO_PASSWORD and not self.http.loopback:
            raise ValueError("the demo password is refused on an address that is not loopback")
        return self


class _FileSource(TomlConfigSettingsSource):
    """What the file says; its relative paths are relative to it, not to who starts the platform."""

    def __init__(self, settings_cls: type[BaseSettings], file: Path) -> None:
        super().__init__(settings_cls, file)
        self._folder = file.parent

    def __call__(self) -> dict[str, Any]:
        return _anchor(super().__call__(), self._folder)


def read_settings(file: Path) -> Settings:
    """Read a configuration file under the environment.

    :raises SettingsError: with every complaint at once, each naming its key.
    """

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del init_settings, dotenv_settings, file_secret_settings
            return env_settings, _FileSource(settings_cls, file)

    if not file.is_file():
        raise SettingsError([f"{file}: no such file"])
    try:
        return cast("Settings", cast("type[Any]", FromFile)())
    except ValidationError as error:
        raise SettingsError([_tell(file, dict(detail)) for detail in error.errors()]) from error
    except (OSError, ValueError) as error:  # tomllib's own complaint names line and column
        raise SettingsError([f"{file}: {error}"]) from error


def _tell(file: Path, detail: Mapping[str, Any]) -> str:
    path = [str(part) for part in detail["loc"]]
    if path[:2] == ["notify", "channels"]:
        del path[3:4]  # the channel's kind, which is no key of the file
    key = ".".join(path)
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{file}: {key}: {message}" if key else f"{file}: {message}"


def _anchor(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The file's tables with every relative path below ``folder``, the data's by default too."""
    tables = {"data": {}} | dict(given)
    if isinstance(tables["data"], dict):
        tables["data"] = {"dir": str(DataSettings().dir)} | tables["data"]
    for section, keys in _PATHS.items():
        if isinstance(table := tables.get(section), dict):
            paths = {key: table[key] for key in keys if isinstance(table.get(key), str)}
            tables[section] = table | {key: str(folder / path) for key, path in paths.items()}
    return tables | {"notify": anchor_channels(tables.get("notify", {}), folder)}
