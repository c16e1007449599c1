"""The settings of ``hazardwatch serve``: a TOML file, with the environment above it.

Contract section 4. Unknown keys are refused, because a mistyped ``retention_days`` must not pass
for a setting. Nothing here opens what the settings name.
"""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEMO_PASSWORD = "hazardwatch-demo"  # noqa: S105 -- refused everywhere but on a loopback address


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
    dir: Path = Path("hazardwatch-data")


class MqttSettings(_Section):
    """``url`` of a broker; ``listen`` names an address for gateways to publish straight to."""

    url: str | None = None
    listen: str | None = None
    client_id: str = "hazardwatch"
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    version: Literal[5, 3] = 5
    """MQTT 5, or 3 for 3.1.1: what an old broker speaks."""

    @model_validator(mode="after")
    def _choose_one_door(self) -> Self:
        if self.listen is not None:
            raise ValueError("mqtt.listen is not built yet: name a broker in mqtt.url")
        if self.url is None:
            raise ValueError("mqtt.url is missing")
        return self


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
        return self


class JournalSettings(_Section):
    url: str | None = None


class HttpSettings(_Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)

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
    """Everything ``serve`` needs to know; ``HAZARDWATCH_MQTT__URL`` and so on win over the file."""

    model_config = SettingsConfigDict(
        env_prefix="HAZARDWATCH_", env_nested_delimiter="__", extra="forbid"
    )

    plant: PlantSettings
    data: DataSettings = DataSettings()
    clock: Literal["wall", "stream"] = "wall"
    mqtt: MqttSettings
    historian: HistorianSettings = HistorianSettings()
    journal: JournalSettings = JournalSettings()
    http: HttpSettings = HttpSettings()
    notify: Mapping[str, Any] = {}
    admin_password: SecretStr | None = None

    @model_validator(mode="after")
    def _keep_the_demo_at_home(self) -> Self:
        password = self.admin_password.get_secret_value() if self.admin_password else ""
        if password == DEMO_PASSWORD and not self.http.loopback:
            raise ValueError("the demo password is refused on an address that is not loopback")
        if self.notify:
            raise ValueError("notify.* is not built yet: remove the section")
        return self


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
            return env_settings, TomlConfigSettingsSource(settings_cls, file)

    if not file.is_file():
        raise SettingsError([f"{file}: no such file"])
    try:
        settings = cast("type[Any]", FromFile)()
    except ValidationError as error:
        raise SettingsError([_tell(file, dict(detail)) for detail in error.errors()]) from error
    except ValueError as error:  # tomllib's own complaint names line and column
        raise SettingsError([f"{file}: {error}"]) from error
    return _anchor(settings, file.parent)


def _tell(file: Path, detail: Mapping[str, Any]) -> str:
    key = ".".join(str(part) for part in detail["loc"])
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{file}: {key}: {message}" if key else f"{file}: {message}"


def _anchor(settings: Settings, folder: Path) -> Settings:
    """Relative paths in the file are relative to the file, not to who starts the platform."""
    plant = settings.plant.model_copy(update={"dir": folder / settings.plant.dir})
    data = settings.data.model_copy(update={"dir": folder / settings.data.dir})
    return settings.model_copy(update={"plant": plant, "data": data})
