"""The terms on which a person holds an alarm: until when, with whom, for which work order."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    op.add_column("journal", sa.Column("terms", sa.Text))
