"""The console's built files, served at the root; every other address of a page is its index.

Built files carry a digest in their names and may be kept for ever, the index never. Without them
the server still starts, and the root says how to get them.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

_MISSING: Final = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>hazardwatch</title>
<h1>控制台页面尚未构建 / The console is not built</h1>
<p>服务在运行，报警照常判断和推送。The server runs; alarms are judged and pushed as usual.</p>
<p>构建 / build: <code>make demo</code> 或 / or <code>pip install .</code></p>
<p>接口 / API: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
</html>
"""
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_NEVER: Final = "no-cache"


def serve_console(app: FastAPI, files: Path | None) -> None:
    """Answer whatever no route takes by the console.

    Not by a route of its own: one that takes every path would stand between the others and their
    405 for a wrong method.
    """
    root = None if files is None else files.resolve()
    without = app.router.default

    async def show(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = _answer(root, scope["path"].removeprefix("/"), scope["method"])
            await response(scope, receive, send)
        else:
            await without(scope, receive, send)

    app.router.default = show


def _answer(root: Path | None, path: str, method: str) -> Response:
    response = _find(root, path)
    if method != "GET":
        raise HTTPException(405, headers={"Allow": "GET, HEAD"})
    return response


def _find(root: Path | None, path: str) -> Response:
    if path == "api" or path.startswith("api/"):
        raise HTTPException(404)
    if root is not None and (root / "index.html").is_file():
        return _pick(root, path)
    if path:
        raise HTTPException(404)
    return HTMLResponse(_MISSING, 503)


def _pick(root: Path, path: str) -> Response:
    """A built file, or the index for the address of a page; a missing file is no page.

    ``..`` and links out of the folder lead nowhere, nor does what can't be a file's name.
    """
    try:
        wanted = (root / path).resolve()
        found = wanted.is_relative_to(root) and wanted.is_file()
    except (OSError, ValueError) as error:
        raise HTTPException(404) from error
    if found and wanted.name != "index.html":
        kept = _FOR_EVER if wanted.parent.name == "assets" else _NEVER
        return FileResponse(wanted, headers={"Cache-Control": kept})
    if "." in Path(path).name and wanted.name != "index.html":
        raise HTTPException(404)
    return FileResponse(root / "index.html", headers={"Cache-Control": _NEVER})
