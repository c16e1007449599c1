"""Snapshots of all alarms in parts, and how far the retention has cut the journal."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"


def upgrade() -> None:
    seq = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column(
        "journal_head", sa.Column("cut_seq", sa.BigInteger, nullable=False, server_default="0")
    )
    op.add_column(
        "journal_head", sa.Column("cut_digest", sa.String(64), nullable=False, server_default="")
    )
    op.create_table(
        "journal_snapshot",
        sa.Column("seq", seq, primary_key=True, autoincrement=False),
        sa.Column("row_digest", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("format", sa.String(32), nullable=False),
        sa.Column("alarms", sa.BigInteger, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "journal_snapshot_part",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
