"""What the database guards besides events: sheets that are in, rounds that are closed, decisions, files, due days.

A sheet that was handed in changes by a correction alone, which says old, new, who and why and is itself only added to.
A due day moves together with the row that keeps the old one. Nothing of it is deleted.
"""

from typing import ClassVar

from django.db import migrations, models

APPEND_ONLY = ("kernel_materialfile",)
NOT_DELETED = (
    "kernel_round",
    "kernel_sheet",
    "kernel_mark",
    "kernel_objection",
    "kernel_assignment",
    "kernel_deadline",
    "kernel_extension",
)

SHEET = """
CREATE FUNCTION kernel_sheet_is_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record;
BEGIN
    IF OLD.submitted_at IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT new_total INTO newest FROM kernel_correction WHERE sheet_id = OLD.id ORDER BY id DESC LIMIT 1;
    IF to_jsonb(NEW) - 'total' <> to_jsonb(OLD) - 'total'
        OR (NEW.total <> OLD.total AND newest.new_total IS DISTINCT FROM NEW.total)
    THEN
        RAISE EXCEPTION 'sheet % was handed in and changes by a correction alone', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sheet_is_in BEFORE UPDATE ON kernel_sheet FOR EACH ROW EXECUTE FUNCTION kernel_sheet_is_in();
"""

MARK = """
CREATE FUNCTION kernel_mark_is_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM kernel_sheet WHERE id = NEW.sheet_id AND submitted_at IS NOT NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'sheet % was handed in and takes no more marks', NEW.sheet_id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    SELECT c.new AS value INTO newest FROM kernel_correction c
        WHERE c.sheet_id = OLD.sheet_id AND c.item = OLD.item ORDER BY c.id DESC LIMIT 1;
    IF (NEW.id, NEW.sheet_id, NEW.item, NEW.remark) IS DISTINCT FROM (OLD.id, OLD.sheet_id, OLD.item, OLD.remark)
        OR newest.value IS DISTINCT FROM NEW.value
    THEN
        RAISE EXCEPTION 'mark % changes by a correction alone', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_is_in BEFORE INSERT OR UPDATE ON kernel_mark FOR EACH ROW EXECUTE FUNCTION kernel_mark_is_in();
"""

ONCE = """
CREATE FUNCTION kernel_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) -> TG_ARGV[0] <> 'null'::jsonb AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
        RAISE EXCEPTION '% % is settled and stays as it is', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON kernel_round FOR EACH ROW
    EXECUTE FUNCTION kernel_decided_once('closed_at');
CREATE TRIGGER decided_once BEFORE UPDATE ON kernel_objection FOR EACH ROW
    EXECUTE FUNCTION kernel_decided_once('upheld');
CREATE TRIGGER decided_once BEFORE UPDATE ON kernel_extension FOR EACH ROW
    EXECUTE FUNCTION kernel_decided_once('granted');
CREATE TRIGGER decided_once BEFORE UPDATE ON kernel_assignment FOR EACH ROW
    EXECUTE FUNCTION kernel_decided_once('until');
CREATE TRIGGER decided_once BEFORE UPDATE ON kernel_deadline FOR EACH ROW
    EXECUTE FUNCTION kernel_decided_once('met_on');
"""

FIXED = """
CREATE FUNCTION kernel_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            RAISE EXCEPTION '%.% stays as it was written', TG_TABLE_NAME, name
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON kernel_assignment FOR EACH ROW
    EXECUTE FUNCTION kernel_stays('matter_id', 'place', 'organization_id', 'since');
CREATE TRIGGER stays BEFORE UPDATE ON kernel_deadline FOR EACH ROW
    EXECUTE FUNCTION kernel_stays('matter_id', 'clock', 'rule', 'started_at');
CREATE TRIGGER stays BEFORE UPDATE ON kernel_matter FOR EACH ROW
    EXECUTE FUNCTION kernel_stays('uuid', 'procedure', 'version', 'year', 'order', 'number', 'opened_at', 'opened_on');
"""

# Asked at the end of the transaction: the row of the old day is written after the new one is known.
DUE = """
CREATE FUNCTION kernel_due_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM kernel_duechange c WHERE c.deadline_id = NEW.id AND c.old IS NOT DISTINCT FROM OLD.due;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the due day of deadline % moved and the old one was not kept', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER due_is_kept AFTER UPDATE OF due ON kernel_deadline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.due IS NOT NULL AND OLD.due IS DISTINCT FROM NEW.due)
    EXECUTE FUNCTION kernel_due_is_kept();
"""


def _append_only(table: str) -> str:
    return f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


def _not_deleted(table: str) -> str:
    return f"""
CREATE TRIGGER not_deleted_rows BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER not_deleted BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0002_guards")]
    operations: ClassVar = [
        migrations.AddField("sheet", "salt", models.BinaryField(default=bytes)),
        migrations.AddField("extension", "withdrawn", models.BooleanField(default=False)),
        migrations.RunSQL(SHEET + MARK + ONCE + FIXED + DUE),
        migrations.RunSQL("".join(_append_only(table) for table in APPEND_ONLY)),
        migrations.RunSQL("".join(_not_deleted(table) for table in NOT_DELETED)),
    ]
