"""Make the first tables of `default`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(content_hash) = 64", name=op.f("ck_questionnaire_content_hash_length")
        ),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_questionnaire")),
    )
    op.create_index(
        op.f("ix_questionnaire_questionnaire_id"), "questionnaire", ["questionnaire_id"]
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_ref", sa.String(length=160), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_unit_valid_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_unit_code_valid_from")),
    )
    op.create_index(op.f("ix_unit_parent_code"), "unit", ["parent_code"])
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'open' OR opened_at IS NOT NULL", name=op.f("ck_survey_opened")
        ),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_survey_state")),
        sa.CheckConstraint(
            "close_after IS NULL OR close_after > 0", name=op.f("ck_survey_close_after_positive")
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"],
            ["questionnaire.content_hash"],
            name=op.f("fk_survey_version_hash_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_survey_version_hash"), "survey", ["version_hash"])
    op.create_table(
        "collector",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("replaced_by", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code = upper(code)", name=op.f("ck_collector_code_upper")),
        sa.CheckConstraint(
            "issued IS NULL OR issued >= 0", name=op.f("ck_collector_issued_not_negative")
        ),
        sa.CheckConstraint("length(code) >= 6", name=op.f("ck_collector_code_length")),
        sa.CheckConstraint(
            "replaced_by IS NULL OR replaced_by <> code",
            name=op.f("ck_collector_not_its_own_successor"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["collector.code"], name=op.f("fk_collector_replaced_by_collector")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_collector_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_collector")),
    )
    op.create_index(op.f("ix_collector_survey_id"), "collector", ["survey_id"])
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("upto_batch", sa.BigInteger(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("responses >= 0", name=op.f("ck_release_responses_not_negative")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_release_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint(
            "survey_id", "upto_batch", name=op.f("uq_release_survey_id_upto_batch")
        ),
    )


def downgrade() -> None:
    op.drop_table("release")
    op.drop_table("collector")
    op.drop_table("survey")
    op.drop_table("unit")
    op.drop_table("questionnaire")
