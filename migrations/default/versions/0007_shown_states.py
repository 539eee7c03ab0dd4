"""Keep what the tables of a release said."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shown_state",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_shown_state_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_shown_state")),
    )


def downgrade() -> None:
    op.drop_table("shown_state")
