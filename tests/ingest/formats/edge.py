"""A Sparkplug edge node as tests need one: it counts, and says what it would publish."""

from typing import NamedTuple

from ingest.formats.sparkplug_topic import SparkplugTopic, Verb
from tests.ingest.formats.sparkplug_wire import bd_seq, metric, payload

T0 = 1_700_000_000_000


class Sent(NamedTuple):
    topic: SparkplugTopic
    payload: bytes


class Edge:
    """Metrics of a source are called a, b, …; aliases are numbered over the whole node.

    Its clock is set by the times it is given, and stands still otherwise.
    """

    def __init__(self, sources=("", "D1", "D2"), names="ab", *, first_alias=0):
        self.sources = sources
        self.names = names
        self.first_alias = first_alias
        self.bd_seq = 0
        self.seq = 0
        self.clock = T0

    def alias(self, source, name):
        place = self.sources.index(source) * len(self.names) + self.names.index(name)
        return self.first_alias + place

    def send(self, verb, *metrics, source="", ts=...):
        self.clock = self.clock if ts in {None, ...} else ts
        ts = self.clock if ts is ... else ts
        seq, self.seq = self.seq, (self.seq + 1) % 256
        return Sent(SparkplugTopic("G", Verb(verb), "E", source), payload(*metrics, ts=ts, seq=seq))

    def nbirth(self, ts=..., value=1.0):
        self.seq = 0
        return self.send("NBIRTH", bd_seq(self.bd_seq), *self.define("", value), ts=ts)

    def dbirth(self, source, ts=..., value=1.0):
        return self.send("DBIRTH", *self.define(source, value), source=source, ts=ts)

    def define(self, source, value):
        return [
            metric(name, "double", value, alias=self.alias(source, name), datatype=10)
            for name in self.names
        ]

    def data(self, source, name, value, ts=..., **how):
        content = metric(None, "double", value, alias=self.alias(source, name), **how)
        return self.send("DDATA" if source else "NDATA", content, source=source, ts=ts)

    def named(self, source, name, value, ts=..., **how):
        content = metric(name, "double", value, datatype=10, **how)
        return self.send("DDATA" if source else "NDATA", content, source=source, ts=ts)

    def ddeath(self, source, ts=...):
        return self.send("DDEATH", source=source, ts=ts)

    def ndeath(self, number=None):
        number = self.bd_seq if number is None else number
        return Sent(SparkplugTopic("G", Verb.NDEATH, "E"), payload(bd_seq(number)))

    def births(self, ts=..., value=1.0):
        return [
            self.nbirth(ts, value),
            *(self.dbirth(source, ts, value) for source in self.sources if source),
        ]
