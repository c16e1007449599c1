"""A bare value: nothing but ``12.5`` on a topic that names the tag.

The arrival is its time, so what the link lost is never told later: it would come as of now. There
is no place for a quality, a bad value is an empty message; and none for a mark of simulation:
that a gateway is one, the plant has to say (contract section 1, rule 15).
"""

import numpy as np

from plant.quality import BAD
from plant.topic_filter import is_exact
from simulators.formats.report import Report
from simulators.formats.speech import FormError, Mouth, StatusSpeech, fill_topic
from simulators.wire import Message


class BareSpeech(StatusSpeech):
    """One message a reading."""

    keeps = False

    def __init__(self, mouth: Mouth) -> None:
        super().__init__(mouth)
        topic = mouth.gateway.topic
        if is_exact(topic):
            named = mouth.plant.row_of.get(mouth.gateway.prefix)
            if set(mouth.names) - {named}:
                raise FormError(f"{topic} is the topic of {mouth.gateway.prefix} alone")
            self._topics = dict.fromkeys(mouth.names, topic)
        else:
            self._topics = {row: fill_topic(topic, [name]) for row, name in mouth.names.items()}

    def tell(self, report: Report) -> list[Message]:
        """A message for each reading."""
        bad = (report.status >= BAD) | np.isnan(report.value)
        texts = ["" if no else repr(v) for no, v in zip(bad, report.value.tolist(), strict=True)]
        return [
            Message(report.at, self._topics[row], text.encode())
            for row, text in zip(report.row.tolist(), texts, strict=True)
        ]
