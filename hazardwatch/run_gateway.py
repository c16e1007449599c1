"""``hazardwatch gateway``: the program beside an enterprise's DCS, until it is told to end."""

import asyncio
from pathlib import Path

import typer

from gateway.outbox import OutboxError
from gateway.run import run_gateway
from gateway.settings import GatewaySettingsError, read_gateway_settings
from hazardwatch.complaints import complain
from hazardwatch.exit_code import Exit
from hazardwatch.publish import until_signal
from hazardwatch.serve import set_up_logging


def run_until_signal(config: Path, *, as_json: bool) -> Exit:
    """Follow the tables of a configuration and publish them."""
    set_up_logging(as_json=as_json)
    try:
        settings = read_gateway_settings(config)
        asyncio.run(until_signal(lambda stop: run_gateway(settings, stop)))
    except GatewaySettingsError as error:
        return complain(error.complaints)
    except OutboxError as error:
        typer.echo(str(error), err=True)
        return Exit.BUSY if "locked" in str(error) else Exit.BAD_CONFIGURATION
    return Exit.OK
