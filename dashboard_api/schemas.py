"""JSON Schemas (draft 2020-12) of everything on the wire, generated from the types.

For OpenAPI by reference; for outside tests as files, one self-contained schema a type, written anew
by ``python -m dashboard_api.schemas DIRECTORY``.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from dashboard_api import (
    accounts_wire,
    audit_wire,
    filed_stops_wire,
    filters_wire,
    frames,
    handling_wire,
    handover_wire,
    health_wire,
    kpi_wire,
    online_wire,
    plant_wire,
    protection_wire,
    rule_versions_wire,
    session_wire,
    sound_wire,
    why_wire,
    wire,
)

_BODIES: Final = (
    plant_wire.ParkRow,
    plant_wire.Premises,
    plant_wire.AreaPage,
    plant_wire.EnterprisePage,
    plant_wire.HazardPage,
    plant_wire.EquipmentPage,
    plant_wire.TagPage,
    plant_wire.TagListing,
    plant_wire.GatewayPage,
    protection_wire.InterlockPage,
    protection_wire.VotingPage,
    plant_wire.GatewayTagPage,
    wire.AlarmPage,
    wire.AlarmRow,
    wire.JournalPage,
    wire.NoticePage,
    why_wire.AlarmWhy,
    sound_wire.SirenTestRequest,
    sound_wire.SirenCallRow,
    sound_wire.SoundTestRequest,
    sound_wire.SoundTestRow,
    sound_wire.SoundTestPage,
    sound_wire.SoundTestDue,
    filters_wire.FilterRequest,
    filters_wire.FilterRow,
    filters_wire.FilterPage,
    wire.RawHistory,
    wire.BinnedHistory,
    wire.LedgerRow,
    wire.DeadLetterPage,
    wire.UnknownTagPage,
    wire.ReplayRequest,
    wire.Replay,
    wire.AlarmRequest,
    wire.FloodStatus,
    wire.Login,
    session_wire.LoggedIn,
    session_wire.Ticket,
    session_wire.Me,
    session_wire.SignOnOffer,
    session_wire.Farewell,
    wire.AlarmRules,
    wire.Readiness,
    wire.Problem,
    kpi_wire.KpiReport,
    handling_wire.HandlingPage,
    handling_wire.HandlingRow,
    handling_wire.HandlingView,
    handling_wire.HandlingRequest,
    handling_wire.HandlingFigures,
    filed_stops_wire.FiledStopPage,
    filed_stops_wire.FiledStopRow,
    filed_stops_wire.StopRequest,
    filed_stops_wire.StopDecision,
    filed_stops_wire.StopRules,
    online_wire.OnlineRateReport,
    handover_wire.HandoverPage,
    handover_wire.HandoverRow,
    handover_wire.MissingHandoverPage,
    handover_wire.HandoverShiftPage,
    handover_wire.DraftRequest,
    handover_wire.SignRequest,
    handover_wire.RemarkRequest,
    audit_wire.AuditPage,
    accounts_wire.AccountPage,
    accounts_wire.AccountRow,
    accounts_wire.AccountRequest,
    accounts_wire.PasswordRequest,
    accounts_wire.SessionPage,
    accounts_wire.SessionsEnded,
    rule_versions_wire.RuleVersionPage,
    rule_versions_wire.RuleChanges,
    health_wire.PlatformHealth,
)
_ROWS: Final = (wire.TagRow, wire.HazardRow, wire.GatewayRow, wire.JournalRow)
"""Rows that occur only inside other bodies or frames, listed to have schema files of their own."""


_EVERYTHING: Final[tuple[type[msgspec.Struct], ...]] = (
    *_BODIES,
    *_ROWS,
    *frames.CLIENT_FRAMES,
    *frames.SERVER_FRAMES,
    frames.Filter,
)


def describe(ref_template: str) -> dict[str, Any]:
    """JSON Schemas (draft 2020-12) of every type on the wire, by name."""
    _, components = msgspec.json.schema_components(_EVERYTHING, ref_template=ref_template)
    return components


def write_schemas(directory: Path) -> None:
    """Write one self-contained schema file a type, ``{directory}/{Name}.json``."""
    directory.mkdir(parents=True, exist_ok=True)
    for kind in _EVERYTHING:
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **msgspec.json.schema(kind),
        }
        text = json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True)
        (directory / f"{kind.__name__}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
