"""Tests of the desks' sounds: which signals a person heard at a desk."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0009"
down_revision: Final = "0008"


def upgrade() -> None:
    op.create_table(
        "sound_test",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("heard", sa.Text, nullable=False),
        sa.Column("silent", sa.Text, nullable=False),
    )
    op.create_index("sound_test_at", "sound_test", ["at"])
