"""The flags of ``simulate`` that say by which ways its gateways talk."""

import typer

from hazardwatch.settings import read_address
from simulators.frame_writer import Form


def read_form(text: str) -> Form:
    """What ``--form`` asks for.

    :raises typer.BadParameter: there is no such form.
    """
    if text not in {*Form}:
        raise typer.BadParameter(f"one of {', '.join(Form)}", param_hint="--form")
    return Form(text)


def read_door(text: str) -> tuple[str, int] | None:
    """The address that ``--hj212`` names; None where it is empty.

    :raises typer.BadParameter: it is no address.
    """
    if not text:
        return None
    try:
        return read_address(text)
    except ValueError:
        raise typer.BadParameter("an address reads HOST:PORT", param_hint="--hj212") from None
