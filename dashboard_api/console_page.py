"""The console's built files, served at the root; every other address of a page is its index.

Built files carry a digest in their names and may be kept for ever, the index never. Without them
the server still starts, and the root says how to get them.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

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
    """Add the route for everything that no other route takes; call it last."""
    root = None if files is None else files.resolve()

    async def show(request: Request) -> Response:
        path = request.path_params["path"]
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        if root is None or not (root / "index.html").is_file():
            if path:
                raise HTTPException(404)
            return HTMLResponse(_MISSING, 503)
        return _pick(root, path)

    app.add_route("/{path:path}", show, methods=["GET"], include_in_schema=False)


def _pick(root: Path, path: str) -> Response:
    """A built file, or the index for the address of a page; a missing file is no page.

    ``..`` and links out of the folder lead nowhere.
    """
    wanted = (root / path).resolve()
    if wanted.is_relative_to(root) and wanted.is_file() and wanted.name != "index.html":
        kept = _FOR_EVER if wanted.parent.name == "assets" else _NEVER
        return FileResponse(wanted, headers={"Cache-Control": kept})
    if "." in Path(path).name and wanted.name != "index.html":
        raise HTTPException(404)
    return FileResponse(root / "index.html", headers={"Cache-Control": _NEVER})
