"""How far a store took up the spool, noted beside us for a store that can't note it itself.

Written after the store has said yes: a crash between the two sends some readings twice, which a
store must bear by keeping them once.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from historian.port import SpoolPosition


@dataclass(frozen=True, slots=True)
class PositionFile:
    """The position in ``path``; that of another ``store`` is none."""

    path: Path
    store: str

    def read(self) -> SpoolPosition | None:
        """None where there is nothing to go by: then all that the spool holds is sent again."""
        try:
            noted = json.loads(self.path.read_text())
            position = SpoolPosition(noted["segment"], noted["offset"])
            return position if noted["store"] == self.store else None
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write(self, upto: SpoolPosition) -> None:
        """Durably put in the place of the one before; a torn one is never seen."""
        noted = {"store": self.store, "segment": upto.segment, "offset": upto.offset}
        unfinished = self.path.with_suffix(".unfinished")
        with unfinished.open("w") as file:
            json.dump(noted, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path)
