"""Surveys know their wave, their version and why they were opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("survey", recreate="never") as survey:
        survey.add_column(sa.Column("quotas", sa.JSON(), nullable=True))
        survey.add_column(sa.Column("wave_of", sa.Integer(), nullable=True))
        survey.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        survey.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        survey.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
        survey.add_column(sa.Column("reopen_reason", sa.Text(), server_default="", nullable=False))
    op.create_index(op.f("ix_survey_wave_of"), "survey", ["wave_of"], unique=False)
    op.add_column(
        "release",
        sa.Column("is_final", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("release", "is_final")
    op.drop_index(op.f("ix_survey_wave_of"), table_name="survey")
    for name in ("reopen_reason", "reopened_at", "archived_at", "version", "wave_of", "quotas"):
        op.drop_column("survey", name)
