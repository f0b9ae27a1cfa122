"""What the database itself guards: events are added and never changed, and no matter leaves its chain.

The triggers hold against the application's role and against the owner of the schema; who may disable triggers is found
out by ``fazhi verify-events``.
"""

from typing import ClassVar

from django.db import migrations

APPEND_ONLY = ("kernel_event", "kernel_seal", "kernel_unmasking", "kernel_duechange", "kernel_correction")

REFUSE = """
CREATE FUNCTION kernel_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

NEXT_EVENT = """
CREATE FUNCTION kernel_next_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT sequence, hash, to_state INTO last FROM kernel_event
        WHERE matter_id = NEW.matter_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1
        OR NEW.previous <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
        OR (last.sequence IS NOT NULL AND NEW.from_state <> last.to_state)
    THEN
        RAISE EXCEPTION 'event % of matter % does not follow the last one', NEW.sequence, NEW.matter_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER next_event BEFORE INSERT ON kernel_event FOR EACH ROW EXECUTE FUNCTION kernel_next_event();
"""

# Asked at the end of the transaction, and of the rows as they are then: in between the two tables may differ.
MATTER_FOLLOWS = """
CREATE FUNCTION kernel_matter_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    matter record;
    last record;
    wanted bigint := CASE TG_TABLE_NAME WHEN 'kernel_matter' THEN (to_jsonb(NEW) ->> 'id')::bigint
                     ELSE (to_jsonb(NEW) ->> 'matter_id')::bigint END;
BEGIN
    SELECT sequence, head, state INTO matter FROM kernel_matter WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT sequence, hash, to_state INTO last FROM kernel_event
        WHERE matter_id = wanted ORDER BY sequence DESC LIMIT 1;
    IF last.sequence IS DISTINCT FROM matter.sequence OR last.hash IS DISTINCT FROM matter.head
        OR last.to_state IS DISTINCT FROM matter.state
    THEN
        RAISE EXCEPTION 'matter % is not where its last event left it', wanted
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER matter_follows AFTER INSERT OR UPDATE ON kernel_matter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kernel_matter_follows();
CREATE CONSTRAINT TRIGGER matter_follows AFTER INSERT ON kernel_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kernel_matter_follows();
"""

ONLY_ERASED = """
CREATE FUNCTION kernel_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.text <> '' OR length(NEW.salt) <> 0 OR NEW.erased_at IS NULL
        OR NEW.erased_because = '' OR OLD.erased_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'the text of an event can be erased, with a reason, and not changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_erased BEFORE UPDATE ON kernel_eventtext FOR EACH ROW EXECUTE FUNCTION kernel_only_erased();
CREATE TRIGGER append_only_rows BEFORE DELETE ON kernel_eventtext FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON kernel_eventtext FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


def _append_only(table: str) -> str:
    return f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(REFUSE),
        migrations.RunSQL("".join(_append_only(table) for table in APPEND_ONLY)),
        migrations.RunSQL(NEXT_EVENT),
        migrations.RunSQL(MATTER_FOLLOWS),
        migrations.RunSQL(ONLY_ERASED),
    ]
