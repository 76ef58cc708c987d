"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.adapters.sql import search_index
from bot.adapters.sql.tables import Instant
from bot.adapters.sql.triggers import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_list",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("read_at", Instant(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_member_list")),
    )
    op.create_table(
        "chore",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chore")),
    )
    op.create_table(
        "destination",
        sa.Column("name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("next_at", Instant(timezone=True), nullable=True),
        sa.Column("posts_from", Instant(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(), nullable=True),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_destination")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_at"), ["at"], unique=False)

    op.create_table(
        "numbering",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_numbering")),
    )
    op.create_table(
        "person",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("last_platform", sa.String(), nullable=True),
        sa.Column("seen_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_person")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "problem",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_problem_answer_has_a_time")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_problem")),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("intake", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("faculty", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("ticket_number", sa.String(), nullable=True),
        sa.Column("ticket_key", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("ticket_url", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("origin_url", sa.String(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("feedback_party", sa.String(), nullable=False),
        sa.Column("feedback_person", sa.String(), nullable=True),
        sa.Column("feedback_since", Instant(timezone=True), nullable=False),
        sa.Column("feedback_due", Instant(timezone=True), nullable=True),
        sa.Column("offer_to", sa.String(), nullable=True),
        sa.Column("offer_by", sa.String(), nullable=True),
        sa.Column("offer_reason", sa.String(), nullable=True),
        sa.Column("offer_at", Instant(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_answer", sa.String(), nullable=True),
        sa.Column("ticket_says", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("feedback_party <> ''", name=op.f("ck_cases_feedback_party")),
        sa.CheckConstraint("feedback_person <> ''", name=op.f("ck_cases_feedback_person")),
        sa.CheckConstraint("move IN ('hand-over', 'consultation', 'redirect')", name=op.f("ck_cases_move")),
        sa.CheckConstraint("outcome IN ('feedback-given', 'redirected', 'withdrawn')", name=op.f("ck_cases_outcome")),
        sa.CheckConstraint(
            "(offer_to IS NULL) = (offer_by IS NULL) AND (offer_to IS NULL) = (offer_reason IS NULL) AND (offer_to IS NULL) = (offer_at IS NULL)",
            name=op.f("ck_cases_offer_is_whole"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_cases_closed_has_outcome_and_time")
        ),
        sa.CheckConstraint(
            "problem_answer IS NULL OR problem IS NOT NULL", name=op.f("ck_cases_problem_answer_has_a_problem")
        ),
        sa.CheckConstraint("(ticket_number IS NULL) = (ticket_key IS NULL)", name=op.f("ck_cases_ticket_is_whole")),
        sa.CheckConstraint("offer_to IS NULL OR outcome IS NULL", name=op.f("ck_cases_offer_only_while_open")),
        sa.CheckConstraint(
            "ticket_number IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_cases_ticket_or_reference")
        ),
        sa.CheckConstraint("ticket_says IS NULL OR outcome IS NULL", name=op.f("ck_cases_ticket_says_only_while_open")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_cases_version")),
        sa.ForeignKeyConstraint(["problem"], ["problem.number"], name=op.f("fk_cases_problem")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cases_due",
            ["feedback_due"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL AND feedback_due IS NOT NULL"),
            postgresql_where=sa.text("outcome IS NULL AND feedback_due IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_cases_open",
            ["feedback_since"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_owed_by",
            ["feedback_person", "feedback_since"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.create_index("ix_cases_faculty", ["faculty", "opened_at"], unique=False)
        batch_op.create_index("ix_cases_owed_by_party", ["feedback_party", "opened_at"], unique=False)
        batch_op.create_index(
            "ix_cases_problem",
            ["problem"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL AND problem IS NOT NULL"),
            postgresql_where=sa.text("outcome IS NULL AND problem IS NOT NULL"),
        )
        batch_op.create_index("ix_cases_ticket", ["ticket_key", "opened_at"], unique=False)
        batch_op.create_index("ix_cases_ticket_id", ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_cases_open_ticket",
            ["ticket_key"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL AND ticket_key IS NOT NULL"),
            postgresql_where=sa.text("outcome IS NULL AND ticket_key IS NOT NULL"),
        )

    op.create_table(
        "ticket_hint",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_ticket_hint")),
    )

    op.create_table(
        "ticket_seen",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("modified_at", Instant(timezone=True), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("looked_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name=op.f("fk_ticket_seen_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_ticket_seen")),
    )

    op.create_table(
        "identity",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("ref", sa.JSON(), nullable=False),
        sa.Column("seen_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["email"], ["person.email"], name=op.f("fk_identity_email")),
        sa.PrimaryKeyConstraint("platform", "id", name=op.f("pk_identity")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_email"), ["email"], unique=False)

    op.create_table(
        "preference",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("absent_until", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_preference_language")),
        sa.ForeignKeyConstraint(["email"], ["person.email"], name=op.f("fk_preference_email")),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_preference")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("destination", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("want", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("remote_ref", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", Instant(timezone=True), nullable=True),
        sa.Column("limited_since", Instant(timezone=True), nullable=True),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.Column("sweep_at", Instant(timezone=True), nullable=True),
        sa.Column("not_before", Instant(timezone=True), nullable=True),
        sa.Column("parked", sa.String(), nullable=True),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('card', 'line', 'notice', 'ticket', 'home')", name=op.f("ck_delivery_purpose")),
        sa.CheckConstraint("(purpose = 'home') = (\"case\" IS NULL)", name=op.f("ck_delivery_home_is_of_no_case")),
        sa.CheckConstraint("shown <= want", name=op.f("ck_delivery_shown_is_wanted")),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name=op.f("fk_delivery_case")),
        sa.ForeignKeyConstraint(["destination"], ["destination.name"], name=op.f("fk_delivery_destination")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("case", "key", name=op.f("uq_delivery_case_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_card",
            ["destination", "id"],
            unique=False,
            sqlite_where=sa.text("purpose = 'card'"),
            postgresql_where=sa.text("purpose = 'card'"),
        )
        batch_op.create_index(
            "uq_delivery_home",
            ["key"],
            unique=True,
            sqlite_where=sa.text('"case" IS NULL'),
            postgresql_where=sa.text('"case" IS NULL'),
        )
        batch_op.create_index(
            "uq_delivery_notice",
            ["key"],
            unique=True,
            sqlite_where=sa.text("purpose = 'notice'"),
            postgresql_where=sa.text("purpose = 'notice'"),
        )
        batch_op.create_index(
            "ix_delivery_due",
            ["destination", "id"],
            unique=False,
            sqlite_where=sa.text("shown < want AND parked IS NULL OR sweep_at IS NOT NULL"),
            postgresql_where=sa.text("shown < want AND parked IS NULL OR sweep_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_delivery_made",
            ["made_at"],
            unique=False,
            sqlite_where=sa.text("purpose <> 'card'"),
            postgresql_where=sa.text("purpose <> 'card'"),
        )
        batch_op.create_index(
            "ix_delivery_parked",
            ["id"],
            unique=False,
            sqlite_where=sa.text("parked IS NOT NULL"),
            postgresql_where=sa.text("parked IS NOT NULL"),
        )

    op.create_table(
        "request",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_by_person", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimant", sa.String(), nullable=True),
        sa.Column("claimed_at", Instant(timezone=True), nullable=True),
        sa.Column("asked_back", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("passed_on_from", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (answer IS NOT NULL)", name=op.f("ck_request_answered_has_an_answer")
        ),
        sa.CheckConstraint(
            "(state = 'asked-back') = (asked_back IS NOT NULL)", name=op.f("ck_request_asked_back_has_a_question")
        ),
        sa.CheckConstraint(
            "(state IN ('claimed', 'asked-back')) = (claimant IS NOT NULL)", name=op.f("ck_request_claimant_while_held")
        ),
        sa.CheckConstraint("move IN ('hand-over', 'consultation')", name=op.f("ck_request_move")),
        sa.CheckConstraint(
            "state IN ('open', 'claimed', 'asked-back', 'answered', 'declined', 'passed-on', 'withdrawn', 'completed')",
            name=op.f("ck_request_state"),
        ),
        sa.CheckConstraint("(claimant IS NULL) = (claimed_at IS NULL)", name=op.f("ck_request_claim_has_a_time")),
        sa.CheckConstraint("party <> asked_by", name=op.f("ck_request_no_party_asks_itself")),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name=op.f("fk_request_case")),
        sa.PrimaryKeyConstraint("case", "position", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_request_asked_back",
            ["asked_by_person"],
            unique=False,
            sqlite_where=sa.text("state = 'asked-back'"),
            postgresql_where=sa.text("state = 'asked-back'"),
        )
        batch_op.create_index(
            "ix_request_claimant",
            ["claimant"],
            unique=False,
            sqlite_where=sa.text("claimant IS NOT NULL"),
            postgresql_where=sa.text("claimant IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_request_active",
            ["party", "case"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'claimed', 'asked-back')"),
            postgresql_where=sa.text("state IN ('open', 'claimed', 'asked-back')"),
        )
        batch_op.create_index(
            "uq_request_handed_over",
            ["case"],
            unique=True,
            sqlite_where=sa.text("move = 'hand-over' AND state IN ('open', 'claimed', 'asked-back')"),
            postgresql_where=sa.text("move = 'hand-over' AND state IN ('open', 'claimed', 'asked-back')"),
        )

    op.create_table(
        "searchable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name=op.f("fk_searchable_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searchable")),
        sa.UniqueConstraint("case", name=op.f("uq_searchable_case")),
    )
    op.create_table(
        "timeline",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name=op.f("fk_timeline_case")),
        sa.PrimaryKeyConstraint("case", "number", name=op.f("pk_timeline")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (*POSTGRESQL, *search_index.POSTGRESQL) if postgresql else (*SQLITE, *search_index.SQLITE):
        op.execute(statement)
