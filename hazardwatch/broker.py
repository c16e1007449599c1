"""A Mosquitto of our own, for measurements; its settings follow ``deploy/mosquitto``."""

import asyncio
import ctypes
import getpass
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def find_mosquitto() -> str | None:
    """The Mosquitto broker on PATH, or where Debian puts it (outside a plain user's PATH)."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@asynccontextmanager
async def run_mosquitto(program: str, directory: Path, port: int) -> AsyncIterator[None]:
    """Run a broker on the loopback address until the block ends.

    :raises OSError: if it does not listen on ``port`` within 10 s.
    """
    # The count limit is lifted because Mosquitto would drop acknowledged messages at 1000. It stays
    # the user it is: the kernel forgets to end it with us when it becomes another.
    configuration = directory / "mosquitto.conf"
    configuration.write_text(
        f"{_name_user()}"
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        "max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\nlog_type error\n",
        encoding="utf-8",
    )
    # Ctrl-C in a terminal reaches the whole group: the broker must not go before who drains it.
    process = await asyncio.create_subprocess_exec(
        program,
        "-c",
        str(configuration),
        start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,
    )
    try:
        await _await_listener(port)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _name_user() -> str:
    try:
        return f"user {getpass.getuser()}\n"
    except (KeyError, OSError):  # a container's user may have no name
        return ""


def end_with_parent() -> None:
    """Have the kernel end this child when its parent is killed (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _await_listener(port: int) -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise OSError(f"the broker does not listen on port {port}")


def find_free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """``wanted`` if nobody has it, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")
