"""A real, certified OpenID Connect provider on this machine: oidc-provider on Node."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import find_server
from tests.real.servers import running

SCRIPT = Path(__file__).parent / "oidc_provider" / "serve.mjs"
CLIENT = "hazardwatch"
SECRET = "a secret of the client"


@dataclass(frozen=True)
class Site:
    """Who can log in at a provider, and for which console."""

    port: int
    public_url: str
    accounts: Mapping[str, Mapping[str, Any]]

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def run_provider(site: Site, directory: Path) -> Iterator[None]:
    """A provider with keys of its own; who starts it again has one that has changed its keys."""
    told = {
        "port": site.port,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "public_url": site.public_url,
        "accounts": site.accounts,
    }
    command = [find_server("oidc-provider"), str(SCRIPT), json.dumps(told)]
    with running(command, directory, f"{site.issuer}/.well-known/openid-configuration"):
        yield
