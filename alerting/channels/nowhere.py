"""Channel of kind ``nowhere``: takes everything and carries nothing, for demonstrations and drills.

With it a site tries its ladders and rosters without anybody's telephone ringing.
"""

from alerting.notice import Letter, Receipt


class Nowhere:
    """A channel that leads to nobody; its receipts say so."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, letter: Letter) -> Receipt:
        """Take a message."""
        del letter
        return Receipt("nowhere")

    async def close(self) -> None:
        """Nothing is open."""
