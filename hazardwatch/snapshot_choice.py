"""Which snapshot a start takes, so that only what came after it is folded from the journal.

A snapshot only saves time: one that is damaged, of another version or of another history is passed
over with a word in the log, and the next older one or the whole journal is taken. Only where the
retention has cut the journal something must be taken, or what came before the cut would be lost.
"""

from collections.abc import Iterable, Iterator

import structlog

from alerting.journal import Journal
from alerting.journal_snapshots import Stored
from alerting.snapshot import Snapshot, SnapshotDamagedError

_log = structlog.get_logger()


def choose_snapshot(journal: Journal, known_after: int, folded: int) -> Snapshot | None:
    """The newest snapshot that stands for the journal; None: the whole journal is to be folded.

    :param known_after: the journal's last ``seq`` at the checkpoint: what comes after it must be
        recognised when the spool is judged again, so it must not be in the snapshot.
    :param folded: so many of the newest rows are to be folded one by one.
    """
    cut = journal.cut_seq
    useful = min(known_after, journal.last_seq - folded)
    for stored in _order(journal.list_snapshots(), known_after, useful, cut):
        try:
            return journal.load_snapshot(stored)
        except SnapshotDamagedError as error:
            _log.warning("a snapshot is passed over", seq=stored.seq, why=str(error))
    if cut:
        _log.critical("no snapshot is left for what the retention has deleted", up_to=cut)
    return None


def _order(
    snapshots: Iterable[Stored], known_after: int, useful: int, cut: int
) -> Iterator[Stored]:
    """In which order they are tried, from what is newest first."""
    rest = []
    for stored in snapshots:
        if stored.seq <= useful and stored.exact:
            yield stored
            continue
        rest.append(stored)
        if stored.seq <= useful:
            _log.warning("a snapshot is passed over", seq=stored.seq, why="of another version")
    if cut:  # of what is left the one that leaves most to be folded, and to be recognised
        yield from sorted(rest, key=lambda one: (not one.exact, one.seq > known_after, one.seq))
