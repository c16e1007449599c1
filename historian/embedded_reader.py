"""Reading the embedded store from a process that does not write it: exports, checks, notebooks.

Takes no lock and changes no file. Whatever the writer has committed is found, sealed or not; each
question reads the head file, of which there is never more than a few seconds' or minutes' worth.
"""

from pathlib import Path

from historian.embedded_queries import HeadView, Queries, blame
from historian.head import Newest, join_columns
from historian.head_file import FILE_NAME, read_head
from historian.port import Bins, HistorianRefusedError, Series
from plant.reading import Instant


class EmbeddedReader:
    """Answers as :class:`historian.port.Historian` does, but waits instead of being awaited.

    :raises HistorianUnavailableError: from every method; the file system fails or is too slow.
    :raises HistorianRefusedError: from every method; a file is damaged, its name is told.
    """

    def __init__(self, directory: Path) -> None:
        self.damaged_blocks = 0
        """Blocks stepped over because they are not what was written."""
        self._head = directory / FILE_NAME
        self._queries = Queries(directory, self._look, self._count)

    def read(self, tag: str, start: Instant, end: Instant) -> Series:
        """All readings of a tag with start ≤ time < end."""
        with blame():
            return self._queries.read(tag, start, end)

    def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        """Minimum, maximum and mean in ``bins`` equal bins of the range."""
        with blame():
            return self._queries.summarise(tag, start, end, bins)

    def last(self) -> dict[str, tuple[Instant, float, int]]:
        """Newest (time, value, status) of every tag that has one."""
        with blame():
            return self._queries.last()

    def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        """All tags' readings in the range."""
        with blame():
            return self._queries.window(start, end)

    def _look(self) -> HeadView:
        contents = read_head(self._head)
        if contents.complaints:
            raise HistorianRefusedError(f"{self._head}: {contents.complaints[0]}")
        newest = Newest()
        newest.take_up(contents.newest)
        columns = join_columns(contents.batches)
        newest.take_up(columns)
        names = {number: name for name, number in contents.tags.items()}
        return HeadView(columns, newest.view(), contents.tags, names)

    def _count(self, day: int) -> None:
        del day
        self.damaged_blocks += 1
