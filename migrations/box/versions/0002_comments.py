"""Make the tables of comments."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("collector_unit", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_before", sa.String(length=8), nullable=True),
        sa.Column("masked_before", sa.Text(), nullable=True),
        sa.Column("topics", sa.Text(), nullable=True),
        sa.Column("shown_topics", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('new', 'accepted', 'hidden')", name=op.f("ck_comment_state")),
        sa.CheckConstraint("version > 0", name=op.f("ck_comment_version_positive")),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_comment_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("response_id", "item_id", name=op.f("uq_comment_response_id_item_id")),
    )
    op.create_index(op.f("ix_comment_survey_id_id"), "comment", ["survey_id", "id"])
    op.create_table(
        "comment_progress",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("upto_batch", sa.BigInteger(), nullable=False),
        sa.Column("complete_batch", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_comment_progress")),
    )


def downgrade() -> None:
    op.drop_table("comment_progress")
    op.drop_table("comment")
