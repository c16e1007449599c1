"""What became of each siren, in a test of a desk's sounds."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0010"
down_revision: Final = "0009"


def upgrade() -> None:
    op.add_column("sound_test", sa.Column("sirens", sa.Text, nullable=False, server_default="[]"))
