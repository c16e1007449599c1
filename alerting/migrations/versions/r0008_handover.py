"""Shift handovers: what was drafted, said and signed, and the head of their chain."""

import hashlib
import secrets
from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("handover", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("shift", sa.Text, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("period_start", sa.BigInteger, nullable=False),
        sa.Column("period_end", sa.BigInteger, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("handover_once", "handover", ["handover", "version"], unique=True)
    op.create_index("handover_period", "handover", ["period_end", "handover"])
    head = op.create_table(
        "handover_head",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cut_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("cut_digest", sa.String(64), nullable=False, server_default=""),
        sa.CheckConstraint("one = 1", name="handover_head_one"),
    )
    chain_id = secrets.token_hex(16)
    digest = hashlib.sha256(chain_id.encode()).hexdigest()
    op.bulk_insert(head, [{"one": 1, "id": chain_id, "seq": 0, "digest": digest}])
