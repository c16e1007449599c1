"""The handling records: their chained entries, the chain's head, and each record as it stands."""

import hashlib
import secrets
from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"


def upgrade() -> None:
    seq = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "handling",
        sa.Column("seq", seq, primary_key=True, autoincrement=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("record", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("alarm", sa.Text, nullable=False),
        sa.Column("happening", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("behalf", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("plant_hash", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("handling_once", "handling", ["record", "version"], unique=True)
    op.create_table(
        "handling_record",
        sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("alarm", sa.Text, nullable=False),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("enterprise", sa.Text, nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("turn", sa.String(16)),
        sa.Column("due", sa.BigInteger),
        sa.Column("drill", sa.Boolean, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("handling_record_alarm", "handling_record", ["alarm", "open"])
    op.create_index("handling_record_open", "handling_record", ["open", "record"])
    op.create_index("handling_record_opened", "handling_record", ["opened_at"])
    _begin_chain()


def _begin_chain() -> None:
    head = op.create_table(
        "handling_head",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cut_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("cut_digest", sa.String(64), nullable=False, server_default=""),
        sa.CheckConstraint("one = 1", name="handling_head_one"),
    )
    chain_id = secrets.token_hex(16)
    digest = hashlib.sha256(chain_id.encode()).hexdigest()
    op.bulk_insert(head, [{"one": 1, "id": chain_id, "seq": 0, "digest": digest}])
