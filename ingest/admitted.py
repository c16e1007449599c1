"""What admission hands on from one tick: readings to judge, refusals to keep, what to tell whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.frame import Refusal
from ingest.sequence import Watermark
from ingest.standing import GatewayNote
from plant.reading import ReadingBatch


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a tick took in.

    ``statuses`` is what :meth:`ingest.admission.Admission.recall` needs beside the batch, one note
    for each gateway that sent something. ``watermarks``: gateway → how far its numbered frames are
    complete once this batch is durable, for gateways that numbered a frame of this tick.
    ``rebirths``: topics on which Sparkplug nodes are to be asked for their births.
    """

    batch: ReadingBatch
    refusals: Sequence[Refusal]
    statuses: Sequence[GatewayNote]
    watermarks: Mapping[str, Watermark] = field(default_factory=dict)
    rebirths: Sequence[str] = ()
