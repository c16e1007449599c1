"""The commands about gateways' secrets: flags and exit codes, nothing of what they do."""

from typing import Annotated

import typer

from hazardwatch.command_flags import Json, SiteConfig

Gateway = Annotated[str, typer.Argument(help="A gateway of the plant, by id.")]

credential_app = typer.Typer(
    help="直连网关的凭据 · The secrets of gateways that publish straight to the platform.",
    no_args_is_help=True,
)


@credential_app.command("list")
def credential_list(config: SiteConfig, as_json: Json = False) -> None:
    """列出有凭据的网关 · List the gateways that have a secret."""
    from hazardwatch.credential_commands import print_credentials

    raise typer.Exit(print_credentials(config, as_json=as_json))


@credential_app.command("set")
def credential_set(gateway: Gateway, config: SiteConfig, as_json: Json = False) -> None:
    """生成新密钥,只显示一次 · Draw a new secret, shown once."""
    from hazardwatch.credential_commands import set_credential

    raise typer.Exit(set_credential(config, gateway, as_json=as_json))


@credential_app.command("remove")
def credential_remove(gateway: Gateway, config: SiteConfig) -> None:
    """删除凭据 · Take a secret away."""
    from hazardwatch.credential_commands import remove_credential

    raise typer.Exit(remove_credential(config, gateway))
