"""The first tables: the journal and its head, with the id that is the journal's for good."""

import hashlib
import secrets
from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("alarm", sa.Text, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("onset", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("held", sa.String(32)),
        sa.Column("priority", sa.String(16), nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("limit", sa.Double),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("plant_hash", sa.String(64), nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("source_time", sa.BigInteger),
        sa.Column("received_time", sa.BigInteger),
        sa.Column("detected_time", sa.BigInteger),
        sa.UniqueConstraint("alarm", "event", "at", name="journal_once"),
    )
    op.create_index("journal_at", "journal", ["at"])
    head = op.create_table(
        "journal_head",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("one = 1", name="journal_head_one"),
    )
    journal_id = secrets.token_hex(16)
    digest = hashlib.sha256(journal_id.encode()).hexdigest()
    op.bulk_insert(head, [{"one": 1, "id": journal_id, "seq": 0, "digest": digest}])
