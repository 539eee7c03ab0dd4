"""Make the first tables of `box`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_batch_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_counter")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("collector", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('qr', 'invited', 'interviewer', 'paper')", name=op.f("ck_response_mode")
        ),
        sa.CheckConstraint(
            "length(content_hash) = 64", name=op.f("ck_response_content_hash_length")
        ),
        sa.CheckConstraint(
            "length(version_hash) = 64", name=op.f("ck_response_version_hash_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_survey_id_batch"), "response", ["survey_id", "batch"])
    op.create_table(
        "tally",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_id", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.CheckConstraint("accepted >= 0", name=op.f("ck_tally_accepted_not_negative")),
        sa.PrimaryKeyConstraint("survey_id", "group_id", "code", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("response")
    op.drop_table("batch_counter")
