"""Make the tables of stacks of paper sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("collector", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("typist_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("check_percent", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.CheckConstraint("mode IN ('paper', 'interviewer')", name=op.f("ck_stack_mode")),
        sa.CheckConstraint("state IN ('open', 'checking', 'closed')", name=op.f("ck_stack_state")),
        sa.CheckConstraint("number > 0", name=op.f("ck_stack_number_positive")),
        sa.CheckConstraint(
            "expected IS NULL OR expected >= 0", name=op.f("ck_stack_expected_not_negative")
        ),
        sa.CheckConstraint("check_percent BETWEEN 0 AND 100", name=op.f("ck_stack_check_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stack")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_stack_survey_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stack_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("typist_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_sheet_number_positive")),
        sa.ForeignKeyConstraint(["stack_id"], ["stack.id"], name=op.f("fk_sheet_stack_id_stack")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("stack_id", "number", name=op.f("uq_sheet_stack_id_number")),
    )
    op.create_index(op.f("ix_sheet_survey_id"), "sheet", ["survey_id"])
    op.create_table(
        "sheet_check",
        sa.Column("stack_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("keyed_by", sa.Integer(), nullable=True),
        sa.Column("is_other_person", sa.Boolean(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'same', 'different', 'settled')",
            name=op.f("ck_sheet_check_state"),
        ),
        sa.CheckConstraint("compared >= 0", name=op.f("ck_sheet_check_compared_not_negative")),
        sa.ForeignKeyConstraint(
            ["stack_id"], ["stack.id"], name=op.f("fk_sheet_check_stack_id_stack")
        ),
        sa.PrimaryKeyConstraint("stack_id", "number", name=op.f("pk_sheet_check")),
    )


def downgrade() -> None:
    op.drop_table("sheet_check")
    op.drop_table("sheet")
    op.drop_table("stack")
