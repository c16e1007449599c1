"""Filed stops in a chain of their own, and when the platform listened to which tags."""

import hashlib
import secrets
from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"


def upgrade() -> None:
    _create_stops()
    _create_watches()


def _create_stops() -> None:
    op.create_table(
        "filed_stop",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("stop", sa.Text, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("plant_hash", sa.String(64), nullable=False),
        sa.Column("wish", sa.Text),
        sa.UniqueConstraint("stop", "version", name="filed_stop_once"),
    )
    head = op.create_table(
        "filed_stop_head",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cut_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("cut_digest", sa.String(64), nullable=False, server_default=""),
        sa.CheckConstraint("one = 1", name="filed_stop_head_one"),
    )
    chain_id = secrets.token_hex(16)
    digest = hashlib.sha256(chain_id.encode()).hexdigest()
    op.bulk_insert(head, [{"one": 1, "id": chain_id, "seq": 0, "digest": digest}])


def _create_watches() -> None:
    op.create_table(
        "watch_span",
        sa.Column("began", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "watched_tag",
        sa.Column("tag", sa.Text, primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("equipment", sa.Text, nullable=False),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("enterprise", sa.Text, nullable=False),
        sa.Column("gateway", sa.Text, nullable=False),
    )
