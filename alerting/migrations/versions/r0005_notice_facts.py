"""Facts of a notice, for the templates of channels; notices of a hazard found by it."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("facts", sa.Text, nullable=False, server_default="{}"))
    op.create_index("outbox_hazard", "outbox", ["hazard", "due"])
