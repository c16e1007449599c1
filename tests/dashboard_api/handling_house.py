"""The house with handling records: a real journal in a file, its book and files behind the port."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from alerting.handling_opening import HandlingSite
from alerting.journal import Journal
from hazardwatch.attachments import Attachments
from hazardwatch.handling_desk import LiveHandlingDesk
from tests.dashboard_api.house import House


class FileJournal:
    """What the house asks of a journal, answered by a real one."""

    def __init__(self, journal):
        self.journal = journal

    def append(self, entries):
        return self.journal.append(entries)


class HandlingHouse(House):
    """Alarms are committed to a journal on disk, so records are opened as in a running platform."""

    def __init__(self, folder):
        super().__init__()
        self.writer = ThreadPoolExecutor(1)
        self.file = Journal(f"sqlite:///{folder / 'journal.sqlite'}")
        self.file.handling = HandlingSite.of(self.plant)
        self.journal = FileJournal(self.file)
        self.known = True
        self.files = Attachments(folder / "attachments")
        desk = LiveHandlingDesk(
            journal=self.file,
            writer=self.writer,
            files=self.files,
            plant=lambda: self.plant,
            bank=lambda: self,
            now=lambda: self.time,
        )
        self.ports = replace(self.ports, handling=desk)
        self.hub._ports = self.ports  # only its plant and clock are asked for

    def knows(self, alarm):
        return self.known

    def close(self):
        self.writer.shutdown()
        self.file.close()
