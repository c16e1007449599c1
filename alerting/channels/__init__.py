"""The ways to reach people: one file a kind, each a :class:`alerting.notice.Channel`.

Thin shells over the network, and the pure parts that say what goes out and what came back. None
tries twice, none keeps anything: that is the sender's and the outbox's business.
"""
