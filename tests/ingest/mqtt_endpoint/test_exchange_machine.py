"""Clients that come, speak, vanish and come again in any order, against a plain account of them."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ingest.mqtt_endpoint.client_sessions import Key
from tests.ingest.mqtt_endpoint.speaker import (
    GOODBYE,
    PING,
    Speaker,
    connect,
    make_exchange,
    puback,
    publish,
    subscribe,
)

GATEWAYS = st.sampled_from(["G1", "G2"])
CLIENTS = st.sampled_from(["a", "b"])
VERSIONS = st.sampled_from([4, 5])
KEEP_S = 10


class Exchanges(RuleBasedStateMachine):
    """``live``: who is in, by key; ``wills``: what must be said; ``owed``: PUBACKs in order."""

    @initialize()
    def begin(self):
        self.exchange = make_exchange(expiry_s=60)
        self.now = 1_000
        self.live = {}
        self.lasting = {}
        self.expected = {"G1": [], "G2": []}
        self.got = {"G1": [], "G2": []}
        self.tokens = []
        self.owed = {}
        self.count = 0

    def _lose(self, key):
        speaker = self.live.pop(key)
        if speaker.will is not None:
            self.expected[key.gateway].append(speaker.will)
        self._rest(key, speaker)

    def _rest(self, key, speaker):
        self.owed.pop(speaker, None)
        if speaker.lasts:
            self.lasting[key] = self.now + 60_000

    @rule(
        gateway=GATEWAYS,
        client=CLIENTS,
        version=VERSIONS,
        clean=st.booleans(),
        lasts=st.booleans(),
        will=st.booleans(),
    )
    def come_in(self, gateway, client, version, clean, lasts, will):
        key = Key(gateway, client)
        lasts = lasts if version == 5 else not clean
        if key in self.live:
            self._lose(key)
        self.count += 1
        word = b"will %d" % self.count
        speaker = Speaker(self.exchange, version, self.now)
        wishes = {"will": (f"hazard/v1/P/E1/{gateway}/status", word)} if will else {}
        said = speaker.says(
            connect(
                version,
                client,
                clean=clean,
                keep=KEEP_S,
                expiry=60 if lasts else 0,
                user=(gateway, b"s"),
                **wishes,
            )
        )
        kept = self.lasting.pop(key, 0) > self.now and not clean
        assert said[2] == kept, "session present"
        speaker.will, speaker.lasts, speaker.gateway = (word if will else None), lasts, gateway
        self.live[key] = speaker
        self.owed[speaker] = []

    def _pick(self, data):
        key = data.draw(st.sampled_from(sorted(self.live)))
        speaker = self.live[key]
        speaker.at = self.now
        return key, speaker

    @precondition(lambda self: self.live)
    @rule(data=st.data(), qos=st.sampled_from([0, 1]), other=st.booleans())
    def speak(self, data, qos, other):
        _, speaker = self._pick(data)
        topic_of = {"G1": "G2", "G2": "G1"}[speaker.gateway] if other else speaker.gateway
        self.count += 1
        topic, body = f"hazard/v1/P/E1/{topic_of}/data", b"%d" % self.count
        speaker.says(publish(speaker.version, topic, body, qos=qos, number=self.count))
        self.expected[speaker.gateway].append(body)
        if qos:
            refused = other and speaker.version == 5
            answer = b"\x40\x03" + puback(self.count)[2:] + b"\x87" if refused else None
            self.owed[speaker].append(answer or puback(self.count))

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def say_something_else(self, data):
        _, speaker = self._pick(data)
        speaker.says(PING, subscribe(speaker.version, f"hazard/v1/P/E1/{speaker.gateway}/ack"))
        assert not speaker.over

    @precondition(lambda self: self.live)
    @rule(data=st.data(), how=st.sampled_from(["goodbye", "vanish", "rubbish"]))
    def go(self, data, how):
        key, speaker = self._pick(data)
        if how == "goodbye":
            speaker.says(GOODBYE)
            self._rest(key, self.live.pop(key))
            return
        if how == "vanish":
            self.exchange.leave(speaker.connection, self.now, lost=True)
        else:
            speaker.says(b"\xff\0")
        self._lose(key)

    @rule(ms=st.integers(1, 40_000))
    def wait(self, ms):
        self.now += ms
        silent = [key for key, one in self.live.items() if self.now - one.at > KEEP_S * 1500]
        self.exchange.tick(self.now)
        for key in silent:
            self._lose(key)
        self.lasting = {key: at for key, at in self.lasting.items() if at > self.now}

    @rule(most=st.integers(1, 5))
    def gather(self, most):
        for frame in self.exchange.queue.take(most):
            self._account(frame)

    def _account(self, frame):
        gateway = frame.topic.split("/")[1 if frame.topic.startswith("$refused") else 4]
        self.got[gateway].append(frame.payload)
        self.tokens.append(frame.token)

    @rule(data=st.data())
    def commit(self, data):
        """In any order; what each hears must be in the order in which it spoke."""
        for speaker in self.owed:
            speaker.hears()
        done = data.draw(st.sets(st.sampled_from(self.tokens))) if self.tokens else set()
        self.tokens = [token for token in self.tokens if token not in done]
        self.exchange.confirm(done)
        for speaker, owed in self.owed.items():
            said = speaker.hears()
            while said:
                assert owed, "nothing was owed"
                assert said.startswith(owed[0])
                said = said[len(owed.pop(0)) :]

    @invariant()
    def who_is_in_is_in(self):
        assert {one.session.key for one in self.exchange.connections} == set(self.live)
        assert all(not speaker.over for speaker in self.live.values())
        assert {session.key for session in self.exchange.sessions} == set(self.live) | set(
            self.lasting
        )

    def teardown(self):
        if not hasattr(self, "exchange"):
            return
        for frame in self.exchange.queue.take(10_000):
            self._account(frame)
        assert {name: sorted(said) for name, said in self.got.items()} == {
            name: sorted(said) for name, said in self.expected.items()
        }
        assert (self.exchange.queue.frames, self.exchange.queue.bytes) == (0, 0)
        self.exchange.confirm(self.tokens)
        for speaker in self.live.values():
            assert len(speaker.connection.unacknowledged) == 0


TestExchanges = Exchanges.TestCase
