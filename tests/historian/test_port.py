"""The port's contract over the adapters that need no server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from historian.embedded import EmbeddedHistorian
from historian.memory import MemoryHistorian
from tests.historian.port_contract import TAGS, ForgettingContract, HistorianContract, Reopen


class TestMemory(HistorianContract, ForgettingContract):
    @pytest.fixture
    async def reopen(self) -> Reopen:
        historian = MemoryHistorian()

        async def reopen(tags: tuple[str, ...] = TAGS) -> MemoryHistorian:
            await historian.close()
            await historian.open(tags)
            return historian

        return reopen


class TestEmbedded(HistorianContract, ForgettingContract):
    """Everything still in the head."""

    seal_first = False

    @pytest.fixture
    async def reopen(self, tmp_path: Path) -> AsyncIterator[Reopen]:
        opened: list[EmbeddedHistorian] = []

        async def reopen(tags: tuple[str, ...] = TAGS) -> EmbeddedHistorian:
            if opened:
                await opened.pop().close()
            opened.append(self.build(tmp_path))
            await opened[0].open(tags)
            return opened[0]

        yield reopen
        await opened[0].close()

    def build(self, directory: Path) -> EmbeddedHistorian:
        return EmbeddedHistorian(directory)


class SealingAtOnce(EmbeddedHistorian):
    async def append(self, batch, upto):
        await super().append(batch, upto)
        await self.seal()


class TestEmbeddedSealed(TestEmbedded):
    """Every batch sealed at once: nothing in the head, every overlap in blocks."""

    def build(self, directory: Path) -> EmbeddedHistorian:
        return SealingAtOnce(directory)
