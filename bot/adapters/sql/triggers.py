"""What CHECK and UNIQUE cannot say: the timeline is insert only, and a case only ever moves on by one version.

Written once per database; the migration that makes the tables runs these statements.
"""

SQLITE = (
    """
    CREATE TRIGGER timeline_refuses_update BEFORE UPDATE ON timeline
    BEGIN SELECT RAISE(ABORT, 'the timeline is insert only'); END
    """,
    """
    CREATE TRIGGER timeline_refuses_delete BEFORE DELETE ON timeline
    BEGIN SELECT RAISE(ABORT, 'the timeline is insert only'); END
    """,
    """
    CREATE TRIGGER cases_move_on_by_one_version BEFORE UPDATE ON cases WHEN NEW.version <> OLD.version + 1
    BEGIN SELECT RAISE(ABORT, 'a case moves on by one version'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION refuse_timeline_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the timeline is insert only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER timeline_refuses_update BEFORE UPDATE OR DELETE ON timeline
    FOR EACH ROW EXECUTE FUNCTION refuse_timeline_change()
    """,
    """
    CREATE TRIGGER timeline_refuses_truncate BEFORE TRUNCATE ON timeline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_timeline_change()
    """,
    """
    CREATE FUNCTION refuse_version_jump() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a case moves on by one version' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER cases_move_on_by_one_version BEFORE UPDATE ON cases
    FOR EACH ROW WHEN (NEW.version <> OLD.version + 1) EXECUTE FUNCTION refuse_version_jump()
    """,
)
