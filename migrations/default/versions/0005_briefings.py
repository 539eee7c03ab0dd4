"""Make the tables of saved briefings and codebooks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> code", name=op.f("ck_topic_not_into_itself")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_topic_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("survey_id", "code", name=op.f("uq_topic_survey_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upto_batch", sa.BigInteger(), nullable=True),
        sa.Column("responses", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("program", sa.String(length=32), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("document_hash", sa.String(length=64), nullable=True),
        sa.Column("recomputes", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'saved')", name=op.f("ck_briefing_state")),
        sa.CheckConstraint("version > 0", name=op.f("ck_briefing_version_positive")),
        sa.CheckConstraint(
            "state = 'draft' OR (facts IS NOT NULL AND answer IS NOT NULL AND document IS NOT NULL"
            " AND document_hash IS NOT NULL AND saved_at IS NOT NULL)",
            name=op.f("ck_briefing_saved_whole"),
        ),
        sa.CheckConstraint(
            "recomputes IS NULL OR recomputes <> id", name=op.f("ck_briefing_not_of_itself")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_briefing_survey_id_survey")
        ),
        sa.ForeignKeyConstraint(
            ["recomputes"],
            ["briefing.id"],
            name=op.f("fk_briefing_recomputes_briefing"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_briefing_survey_id"), "briefing", ["survey_id"])


def downgrade() -> None:
    op.drop_table("briefing")
    op.drop_table("topic")
