"""The settings of ``hazardwatch gateway``: a TOML file, with the environment above it.

Unknown keys are refused, because a mistyped ``max_bytes`` must not pass for a bound. Nothing here
opens what the settings name. ``HAZARDWATCH_GATEWAY_BROKER__URL`` and so on win over the file, so
that a password need not stand in it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.session import SessionSettings

ENVIRONMENT = "HAZARDWATCH_GATEWAY_"


class GatewaySettingsError(Exception):
    """The configuration can't be used; ``complaints`` has one line for each thing wrong."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(f"{name} is no time zone") from error
    return name


Id = Annotated[str, Field(pattern=r'^[^\s:/+#$,"]{1,64}$')]
"""A topic level: what a plant directory allows as an id (contract section 3)."""

Zone = Annotated[str, AfterValidator(_check_zone)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ParkSettings(_Section):
    id: Id


class GatewayIdentity(_Section):
    """As the park's plant directory names them."""

    enterprise: Id
    id: Id


class BrokerSettings(_Section):
    """``ca``, ``cert`` and ``key`` are PEM files, for ``mqtts``."""

    url: str = Field(repr=False)
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        SessionSettings.of_url(self.url, "")
        if (self.cert is None) != (self.key is None):
            raise ValueError("cert and key go together")
        if not self.url.startswith("mqtts:") and (self.ca or self.cert):
            raise ValueError("ca, cert and key need an mqtts:// url")
        return self


class TableSettings(_Section):
    """A followed CSV file.

    ``name`` is how ``…/status`` calls it: a tag, a piece of equipment or the beginning of tag
    ids, so that the platform knows which tags it feeds. ``quiet_s``: down when nothing was added
    for so long.
    """

    path: Path
    name: str = ""
    tz: Zone = "Asia/Shanghai"
    time_column: str | None = None
    time_format: str | None = None
    sep: str | None = Field(default=None, min_length=1, max_length=1)
    poll_s: float = Field(default=0.5, ge=0.05, le=60)
    quiet_s: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _name_it(self) -> Self:
        self.name = self.name or self.path.stem
        return self


class OutboxSettings(_Section):
    """Where frames wait and how much of them is kept; the oldest go first, counted."""

    file: Path = Path("outbox.sqlite")
    max_bytes: int = Field(default=2 << 30, ge=1 << 20)
    max_age_h: float = Field(default=30 * 24, gt=0)


class GatewaySettings(BaseSettings):
    """Everything the gateway needs to know."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid"
    )

    park: ParkSettings
    gateway: GatewayIdentity
    broker: BrokerSettings
    table: list[TableSettings] = Field(min_length=1)
    outbox: OutboxSettings = OutboxSettings()

    @model_validator(mode="after")
    def _tell_sources_apart(self) -> Self:
        names = [table.name for table in self.table]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two tables are called {', '.join(twice)}: give each its own name")
        return self


class _FileSource(TomlConfigSettingsSource):
    """What the file says; its relative paths are relative to it, not to who starts the gateway."""

    def __init__(self, settings_cls: type[BaseSettings], file: Path) -> None:
        super().__init__(settings_cls, file)
        self._folder = file.parent

    def __call__(self) -> dict[str, Any]:
        return _anchor(super().__call__(), self._folder)


def read_gateway_settings(file: Path) -> GatewaySettings:
    """Read a configuration file under the environment.

    :raises GatewaySettingsError: with every complaint at once, each naming its key.
    """

    class FromFile(GatewaySettings):
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
        raise GatewaySettingsError([f"{file}: no such file"])
    try:
        return cast("GatewaySettings", cast("type[Any]", FromFile)())
    except ValidationError as error:
        complaints = [_tell(file, dict(detail)) for detail in error.errors()]
        raise GatewaySettingsError(complaints) from error
    except (OSError, ValueError) as error:  # tomllib's own complaint names line and column
        raise GatewaySettingsError([f"{file}: {error}"]) from error


def _tell(file: Path, detail: Mapping[str, Any]) -> str:
    key = ".".join(str(part) for part in detail["loc"])
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{file}: {key}: {message}" if key else f"{file}: {message}"


def _anchor(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The file's tables with every relative path below ``folder``, the outbox by default too."""
    anchored = {"outbox": {}} | dict(given)
    if isinstance(anchored["outbox"], dict):
        anchored["outbox"] = {"file": str(OutboxSettings().file)} | anchored["outbox"]
    for section, keys in (("broker", ("ca", "cert", "key")), ("outbox", ("file",))):
        if section in anchored:
            anchored[section] = _place(anchored[section], keys, folder)
    tables = anchored.get("table")
    if isinstance(tables, list):
        anchored["table"] = [_place(table, ("path",), folder) for table in tables]
    return anchored


def _place(table: Any, keys: Sequence[str], folder: Path) -> Any:
    """A table with these paths below ``folder``; what is no table is for validation to refuse."""
    if not isinstance(table, dict):
        return table
    paths = {key: table[key] for key in keys if isinstance(table.get(key), str)}
    return table | {key: str(folder / path) for key, path in paths.items()}
