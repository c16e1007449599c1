"""``gateway-credential set | list | remove``: secrets by which gateways come in at the endpoint.

A running platform takes a change up within a second or two, and turns out whoever is connected by a
secret that it changes or removes.
"""

import json
from pathlib import Path

import typer

from hazardwatch.command_audit import note_command
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit, fail
from hazardwatch.settings import SettingsError, read_settings
from ingest.mqtt_endpoint.credentials import (
    Credentials,
    CredentialsError,
    draw_secret,
    make_credential,
    read_credentials,
    write_credentials,
)

CREDENTIAL_SET = "gateway_credential_set"
CREDENTIAL_REMOVED = "gateway_credential_removed"


def print_credentials(config: Path, *, as_json: bool) -> Exit:
    """List the gateways that have a secret."""
    try:
        known = sorted(_read(_find_data(config)))
    except SettingsError as error:
        return complain(error.complaints)
    if as_json:
        print(json.dumps(known, ensure_ascii=False))
        return Exit.OK
    for gateway in known:
        print(gateway)
    return Exit.OK


def set_credential(config: Path, gateway: str, *, as_json: bool) -> Exit:
    """Give a gateway of the plant a new secret, and print it: it is kept nowhere."""
    try:
        data = _find_data(config)
        known = _read(data)
        plant = read_or_complain(read_settings(config).plant.dir)
        if gateway not in plant.gateway_row_of:
            return fail(Exit.USAGE, f"{gateway}: 厂区中没有此网关 no gateway of the plant")
        secret = draw_secret()
        _write(data, {**known, gateway: make_credential(secret)})
    except SettingsError as error:
        return complain(error.complaints)
    note_command(data, CREDENTIAL_SET, gateway, "ok")
    if as_json:
        print(json.dumps({"username": gateway, "password": secret}, ensure_ascii=False))
        return Exit.OK
    print(secret)
    typer.echo(
        "密钥只显示这一次：用户名为网关编号，密码为上面一行"
        " shown this once: the user name is the gateway's id, the password the line above",
        err=True,
    )
    return Exit.OK


def remove_credential(config: Path, gateway: str) -> Exit:
    """Take a gateway's secret away."""
    try:
        data = _find_data(config)
        known = _read(data)
        if gateway not in known:
            return fail(Exit.FINDINGS, f"{gateway}: 没有凭据 it has no credential")
        _write(data, {name: one for name, one in known.items() if name != gateway})
    except SettingsError as error:
        return complain(error.complaints)
    note_command(data, CREDENTIAL_REMOVED, gateway, "ok")
    return Exit.OK


def _find_data(config: Path) -> DataDirectory:
    root = read_settings(config).data.dir
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError([f"data.dir {root}: {error.strerror}"]) from error
    return DataDirectory(root)


def _read(data: DataDirectory) -> Credentials:
    try:
        return read_credentials(data.gateway_credentials)
    except CredentialsError as error:
        raise SettingsError([f"网关凭据无法读取 the gateways' credentials: {error}"]) from error


def _write(data: DataDirectory, credentials: Credentials) -> None:
    try:
        write_credentials(data.gateway_credentials, credentials)
    except OSError as error:
        raise SettingsError([f"{data.gateway_credentials}: {error.strerror}"]) from error
