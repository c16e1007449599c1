"""Doctor: what on this machine would keep the platform from running well, each with its cure."""

import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Final

OUR_PACKAGES: Final = (
    "hazardwatch",
    "dashboard_api",
    "gateway",
    "simulators",
    "ingest",
    "alerting",
    "historian",
    "detectors",
    "plant",
    "hazardwatch_client",
)
"""Our top-level packages: the layers of the house from the top down, and the client beside it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``cure`` says what to do where it is not well."""

    subject: str
    ok: bool
    detail: str
    cure: str = ""

    def __str__(self) -> str:
        line = f"{'✓' if self.ok else '✗'} {self.subject}: {self.detail}"
        return line if self.ok else f"{line}\n  → {self.cure}"

    def as_dict(self) -> dict[str, object]:
        """The finding for JSON."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything, in the order in which a newcomer would trip over it."""
    return [
        _examine_python(),
        *_examine_owners(packages_distributions(), editable=_is_editable()),
        _examine_console(),
        _examine_broker(),
        _examine_mqtt(),
        _examine_clock(),
        _examine_disk(Path.cwd()),
    ]


def _examine_python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), found, "use Python 3.11 or newer")


def _examine_owners(
    owners: Mapping[str, Sequence[str]], *, editable: bool = False
) -> list[Finding]:
    """Our folder names also exist as packages elsewhere, and pip mixes the files silently.

    An editable install lists no files, so there our names have no owner at all, or a foreign one.
    """
    ours = [[], ["hazardwatch"]] if editable else [["hazardwatch"]]
    findings = []
    for package in OUR_PACKAGES:
        who = sorted(set(owners.get(package, [])))
        if who not in ours:
            findings.append(
                Finding(
                    f"package {package}",
                    ok=False,
                    detail=f"belongs to {', '.join(who) or 'nobody'}",
                    cure="install hazardwatch into a virtual environment of its own",
                )
            )
    return findings or [Finding("packages", ok=True, detail="each has one owner")]


def _is_editable() -> bool:
    origin = json.loads(distribution("hazardwatch").read_text("direct_url.json") or "{}")
    return bool(origin.get("dir_info", {}).get("editable"))


def _examine_console() -> Finding:
    import dashboard_api

    page = Path(dashboard_api.__file__).parent / "console_files" / "index.html"
    return Finding(
        "console",
        page.is_file(),
        "built" if page.is_file() else "not built",
        "run `make demo`, or install a wheel: it carries the built page",
    )


def _examine_broker() -> Finding:
    from hazardwatch.broker import find_mosquitto

    program = find_mosquitto() or "the platform's own endpoint"
    return Finding(
        "broker", ok=True, detail=f"demo needs none; bench load --self runs on {program}"
    )


def _examine_mqtt() -> Finding:
    try:
        import mqtt5  # noqa: F401 - whether it can be loaded is the question
    except ImportError as error:
        return Finding(
            "MQTT",
            ok=False,
            detail=f"paho speaks with the broker, slower: {error}",
            cure='install mqtt5 for this machine, or settle for it: mqtt.client = "paho"',
        )
    return Finding("MQTT", ok=True, detail="the codec mqtt5 can be loaded")


def _examine_clock() -> Finding:
    year = time.gmtime().tm_year
    return Finding(
        "clock",
        year >= 2025,
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "set the machine's clock: alarms carry its time",
    )


def _examine_disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 2**30
    return Finding("disk", free >= 1, f"{free:.1f} GiB free", "make room: readings need it")
