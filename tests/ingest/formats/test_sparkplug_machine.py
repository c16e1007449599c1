"""An edge node behind a network that loses, repeats and reorders, against two slow models.

*One session at a time*: the model keeps the list of all that was delivered since the last birth of
the node and works out, from nothing but that list, who is up and what each reading is good for.
*Any order*: no model, but what must hold whatever happens: a live reading is never another
metric's, no reading is lost without a word, and once messages arrive again all is as in truth.
"""

from dataclasses import dataclass
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ingest.formats.sparkplug_node import SparkplugNode
from ingest.formats.sparkplug_state import NodeState
from ingest.frame import Reason
from tests.ingest.formats.edge import T0, Edge, Sent

WAIT = 2_000
DEVICES = ("D1", "D2")
NAMES = "ab"


@dataclass
class Act:
    """A message as the truth knows it: its place in time, and what it is about."""

    at: int
    sent: Sent
    kind: str
    source: str = ""
    tag: str = ""
    value: float = 0.0
    named: bool = False


class Truth:
    """An edge node whose metrics have other aliases in every session; every value is unique."""

    def __init__(self):
        self.edge = Edge(("", *DEVICES), NAMES)
        self.at = 0
        self.up = dict.fromkeys(DEVICES, False)
        self.alive = False

    def act(self, kind, make, source="", **what):
        self.at += 1
        return Act(self.at, make(T0 + self.at), kind, source, **what)

    def connect(self):
        """A new session, in which every alias stands for the other metric of its source."""
        self.edge.bd_seq += 1
        self.edge.names = self.edge.names[::-1]
        self.alive = True
        return self.bear()

    def bear(self):
        self.up = dict.fromkeys(DEVICES, False)
        births = [self.act("NBIRTH", self.edge.nbirth)]
        return births + [self.bear_device(device) for device in DEVICES]

    def bear_device(self, device):
        self.up[device] = True
        return self.act("DBIRTH", lambda ts: self.edge.dbirth(device, ts), device)

    def kill_device(self, device):
        self.up[device] = False
        return self.act("DDEATH", lambda ts: self.edge.ddeath(device, ts), device)

    def measure(self, source, name, *, named):
        value, make = float(1000 + self.at), self.edge.named if named else self.edge.data
        tag = f"{source}/{name}" if source else name
        return self.act(
            "DATA",
            lambda ts: make(source, name, value, ts),
            source,
            tag=tag,
            value=value,
            named=named,
        )

    def die(self):
        self.alive = False
        return self.act("NDEATH", lambda _: self.edge.ndeath())


def collect(heard):
    """Readings of data that came out, as (kind, tag, value); births carry values below 1000."""
    return [
        (kind, tag, value)
        for kind in ("live", "in_doubt", "historical")
        for each in getattr(heard, kind)
        for tag, value in zip(each.tags, each.values, strict=True)
        if value >= 1000
    ]


def count_unknown(heard):
    return sum(
        reason == Reason.UNKNOWN_TAG for each in heard.live for reason, _, _ in each.complaints
    )


class OneSession(RuleBasedStateMachine):
    """Within a session anything may happen to messages; births and deaths of the node arrive."""

    @initialize()
    def begin(self):
        self.node = SparkplugNode(reorder_ms=WAIT)
        self.truth = Truth()
        self.now = T0
        self.flying = []
        self.delivered = []
        self.waiting = []
        self.known = set()
        self.alive = None
        self.grace = {}
        self.bear_node(self.truth.connect())

    # What the edge node does.

    def bear_node(self, births):
        """A birth of the node: what is still flying of the session before it is lost."""
        again = self.alive is True and self.truth.edge.bd_seq == self.bd_seq
        self.grace = {each: until for each, until in self.grace.items() if until > self.now + 1}
        up = [device for device in DEVICES if again and self.is_up(device)]
        self.bd_seq = self.truth.edge.bd_seq
        self.flying = births[1:]
        self.delivered, self.alive = [], True
        self.deliver(births[0], lambda: None)
        self.grace = dict.fromkeys(up, self.now + WAIT)
        self.known.add("")

    @precondition(lambda self: self.truth.at and self.truth.edge.seq < 100)
    @rule(source=st.sampled_from(["", *DEVICES]), name=st.sampled_from(NAMES), named=st.booleans())
    def measure(self, source, name, named):
        self.flying.append(self.truth.measure(source, name, named=named))

    @precondition(lambda self: self.truth.edge.seq < 100)
    @rule(device=st.sampled_from(DEVICES), birth=st.booleans())
    def change_device(self, device, birth):
        change = self.truth.bear_device if birth else self.truth.kill_device
        self.flying.append(change(device))

    @precondition(lambda self: len(self.delivered) > 4)
    @rule()
    def rebirth(self):
        self.bear_node(self.truth.bear())

    @precondition(lambda self: len(self.delivered) > 4)
    @rule()
    def die_and_connect(self):
        if self.alive:
            self.deliver(self.truth.die(), lambda: None)
            self.alive, self.delivered, self.grace = False, [], {}
            self.check_status()
        self.bear_node(self.truth.connect())

    # What the network does.

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), again=st.booleans())
    def arrive(self, data, again):
        place = data.draw(st.integers(0, len(self.flying) - 1))
        act = self.flying[place] if again else self.flying.pop(place)
        self.deliver(act, lambda: self.expect(act))

    @precondition(lambda self: len(self.flying) > 1)
    @rule()
    def overtake(self):
        act = self.flying.pop()
        self.deliver(act, lambda: self.expect(act))

    @precondition(lambda self: self.flying)
    @rule(data=st.data())
    def lose(self, data):
        self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1)))

    @rule(ms=st.sampled_from([1, WAIT - 1, WAIT, 5 * WAIT]))
    def wait(self, ms):
        self.now += ms
        gone = self.pass_time()
        assert count_unknown(self.node.tick(self.now)) == gone

    @rule()
    def restart(self):
        saved = self.node.save()
        self.node = SparkplugNode(reorder_ms=WAIT)
        self.node.restore(saved)
        again, before = (
            msgspec.json.decode(data, type=NodeState) for data in (self.node.save(), saved)
        )
        assert again == before, "sets have no order of their own"

    # The model: everything from the list of what was delivered.

    def last_change(self, source):
        """The newest birth or death of a device that was delivered, by the truth's time."""
        changes = [act for act in self.delivered if act.source == source and act.kind[0] == "D"]
        changes = [act for act in changes if act.kind != "DATA"]
        return max(changes, key=lambda act: act.at, default=None)

    def is_up(self, source):
        if not source:
            return self.alive
        change = self.last_change(source)
        return source in self.grace if change is None else change.kind == "DBIRTH"

    def judge(self, act):
        """What a reading that has just been delivered is good for."""
        change = self.last_change(act.source)
        if not self.is_up(act.source) or (change and act.at < change.at):
            return "in_doubt"
        born = not act.source or any(
            each.kind == "DBIRTH" and each.source == act.source for each in self.delivered
        )
        return "live" if act.named or born else "in_doubt"

    def expect(self, act):
        """The readings that must come out on delivery of a message, in any order."""
        self.delivered.append(act)
        if act.kind == "DATA" and not (act.named or act.source in self.known):
            self.waiting.append((self.now + WAIT, act))
            return []
        if act.kind == "DATA":
            return [(self.judge(act), act.value)]
        if self.last_change(act.source).at == act.at:
            self.grace.pop(act.source, None)
        return self.release(act) if act.kind == "DBIRTH" else []

    def release(self, birth):
        """What waited for a birth, which need not be the newest of its device."""
        newest = self.last_change(birth.source).at == birth.at
        ready = [act for _, act in self.waiting if act.source == birth.source]
        self.waiting = [each for each in self.waiting if each[1].source != birth.source]
        self.known |= {birth.source} if newest else set()
        session = {act.at for act in self.delivered}
        sure = [newest and act.at in session and act.at > birth.at for act in ready]
        kinds = ["live" if each else "in_doubt" for each in sure]
        return [(kind, act.value) for kind, act in zip(kinds, ready, strict=True)]

    def deliver(self, act, expect):
        self.now += 1
        gone = self.pass_time()
        expected = expect() or []
        heard = self.node.hear(act.sent.topic, act.sent.payload, self.now)
        assert count_unknown(heard) == gone
        assert sorted((kind, value) for kind, _, value in collect(heard)) == sorted(expected)
        self.check_tags(heard)

    def check_tags(self, heard):
        for kind, tag, value in collect(heard):
            if kind == "live":
                assert tag == self.find_tag(value)

    def find_tag(self, value):
        return next(act.tag for act in self.delivered if act.value == value)

    def pass_time(self):
        """What waited long enough is given up; how many metrics those are."""
        gone = [act for until, act in self.waiting if until <= self.now]
        self.waiting = [each for each in self.waiting if each[0] > self.now]
        self.grace = {device: until for device, until in self.grace.items() if until > self.now}
        return len(gone)

    @invariant()
    def check_status(self):
        if not hasattr(self, "node"):
            return
        status = self.node.status
        assert status.online == self.alive
        for device, up in status.sources.items():
            assert up == self.is_up(device), device

    @invariant()
    def tells_when_to_call(self):
        due = self.node.next_due if hasattr(self, "node") else None
        assert due is None or due > self.now - 1


TestOneSession = OneSession.TestCase
TestOneSession.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)


class AnyOrder:
    """A network that delays every message by up to the timeout, and loses and repeats some.

    A will is kept by the broker (QoS 1) and comes before what the next session sends.
    """

    def __init__(self, random):
        self.random = random
        self.node = SparkplugNode(reorder_ms=WAIT, pause_ms=5_000)
        self.truth = Truth()
        self.now = T0
        self.flying = []
        self.faulty = True
        self.tags = {}
        self.told = self.came = 0
        self.delivered = []

    def send(self, acts):
        for act in acts:
            self.tags[act.value] = act.tag
            if self.faulty and self.random.random() < 0.15:
                continue
            copies = 1 + (self.faulty and self.random.random() < 0.1)
            delays = [self.random.randrange(WAIT) * self.faulty for _ in range(copies)]
            self.flying += [(self.now + delay, act) for delay in delays]

    def step(self):
        """The edge node does something, and time passes."""
        chance, source = self.random.random(), self.random.choice(["", *DEVICES])
        if chance < 0.03:
            self.take(self.truth.die())
            self.send(self.truth.connect())
        elif chance < 0.06:
            self.send(self.truth.bear())
        elif chance < 0.12 and source:
            self.send([self.truth.kill_device(source)])
        elif chance < 0.2 and source:
            self.send([self.truth.bear_device(source)])
        else:
            named = self.random.random() < 0.2
            for _ in range(self.random.choice([1, 1, 1, 40])):
                self.send([self.truth.measure(source, self.random.choice(NAMES), named=named)])
        self.run(self.random.randrange(300))

    def run(self, ms):
        """Deliver what arrives in this time, calling the node when it says so."""
        end = self.now + ms
        while True:
            self.flying.sort(key=lambda each: each[0])
            due = self.node.next_due
            if self.flying and self.flying[0][0] <= min(end, end if due is None else due):
                at, act = self.flying.pop(0)
                self.now = max(self.now, at)
                self.take(act)
            elif due is not None and due <= end:
                self.now = max(self.now, due)
                self.check(self.node.tick(self.now))
            else:
                self.now = end
                return

    def take(self, act):
        if act.kind == "DATA":
            self.delivered.append(act.value)
        if self.random.random() < 0.2:
            saved = self.node.save()
            self.node = SparkplugNode(reorder_ms=WAIT, pause_ms=5_000)
            self.node.restore(saved)
        self.check(self.node.hear(act.sent.topic, act.sent.payload, self.now))

    def check(self, heard):
        readings = collect(heard)
        self.came += len(readings)
        self.told += count_unknown(heard)
        assert all(tag == self.tags[value] for kind, tag, value in readings if kind == "live")
        if heard.rebirth and self.truth.alive and not (self.faulty and self.random.random() < 0.3):
            self.send(self.truth.bear())


@given(st.integers(0, 2**32))
@settings(max_examples=50)
def test_whatever_the_network_does_live_readings_are_right_and_all_heals(seed):
    world = AnyOrder(Random(seed))
    world.send(world.truth.connect())
    for _ in range(80):
        world.step()
    world.faulty = False
    world.run(WAIT)
    for device in DEVICES:  # what shows every loss: a message behind it
        world.send([world.truth.measure(device, "a", named=False)])
        world.run(10 * WAIT)
    assert world.came + world.told == len(world.delivered)
    assert world.node.status == (world.truth.alive, world.truth.up, None)
    assert world.node.next_due is None
    act = world.truth.measure("D1", "a", named=False)
    heard = world.node.hear(act.sent.topic, act.sent.payload, world.now)
    kind = "live" if world.truth.up["D1"] else "in_doubt"
    assert collect(heard) == [(kind, "D1/a", act.value)]
