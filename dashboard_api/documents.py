"""The documents that integrators build on: OpenAPI 3.1 of REST, AsyncAPI 3 of MQTT and the socket.

Both are made of the wire types and the routes themselves, and kept in the repository, so that a
change of what outside programs rely on is seen in review. Written anew by
``python -m dashboard_api.documents DIRECTORY``.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from dashboard_api.app import include_routes
from dashboard_api.async_document import describe_streams
from dashboard_api.responses import DESCRIPTION, describe

OPENAPI: Final = "openapi.json"
ASYNCAPI: Final = "asyncapi.json"


def make_documents() -> dict[str, dict[str, Any]]:
    """File name → document."""
    app = FastAPI(title="hazardwatch", description=DESCRIPTION, version=version("hazardwatch"))
    include_routes(app)
    return {OPENAPI: describe(app), ASYNCAPI: describe_streams(app.version)}


def write_documents(directory: Path) -> None:
    """Write both."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, document in make_documents().items():
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
        (directory / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_documents(Path(sys.argv[1]))
