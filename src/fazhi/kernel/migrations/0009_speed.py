"""What a queue asks of a matter stands on the places held in it: its stage, and the day on which it is due.

So the queue of a unit is read from one index, in the order in which it is shown, however many matters are open in the
district. The database keeps both, as it keeps ``live``.
"""

from typing import ClassVar

from django.db import migrations, models

STAGE = """
CREATE OR REPLACE FUNCTION kernel_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT concat_ws(' ', procedure, version, state), next_due INTO NEW.stage, NEW.due
        FROM kernel_matter WHERE id = NEW.matter_id AND closed_on IS NULL AND NEW.until IS NULL;
    NEW.live := FOUND;
    NEW.stage := coalesce(NEW.stage, '');
    RETURN NEW;
END $$;
DROP TRIGGER live ON kernel_assignment;
CREATE TRIGGER live BEFORE INSERT OR UPDATE OF until, matter_id, live, stage, due ON kernel_assignment
    FOR EACH ROW EXECUTE FUNCTION kernel_live();
DROP TRIGGER matter_ends ON kernel_matter;
CREATE TRIGGER matter_moves AFTER UPDATE OF closed_on, state, next_due ON kernel_matter FOR EACH ROW
    WHEN ((OLD.closed_on IS NULL) <> (NEW.closed_on IS NULL) OR OLD.state <> NEW.state
          OR OLD.next_due IS DISTINCT FROM NEW.next_due) EXECUTE FUNCTION kernel_matter_ends();
UPDATE kernel_assignment SET live = true WHERE live;
SET CONSTRAINTS ALL IMMEDIATE;
"""
NO_STAGE = """
DROP TRIGGER matter_moves ON kernel_matter;
CREATE TRIGGER matter_ends AFTER UPDATE OF closed_on ON kernel_matter FOR EACH ROW
    WHEN ((OLD.closed_on IS NULL) <> (NEW.closed_on IS NULL)) EXECUTE FUNCTION kernel_matter_ends();
DROP TRIGGER live ON kernel_assignment;
CREATE TRIGGER live BEFORE INSERT OR UPDATE OF until, matter_id, live ON kernel_assignment
    FOR EACH ROW EXECUTE FUNCTION kernel_live();
CREATE OR REPLACE FUNCTION kernel_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.live := NEW.until IS NULL AND EXISTS (
        SELECT FROM kernel_matter WHERE id = NEW.matter_id AND closed_on IS NULL);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0008_parties")]
    operations: ClassVar = [
        migrations.AddField("assignment", "stage", models.CharField(default="", editable=False, max_length=100)),
        migrations.AddField("assignment", "due", models.DateField(editable=False, null=True)),
        migrations.RunSQL(STAGE, NO_STAGE),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("live", True)),
                fields=["organization", "place", "stage", "due", "-matter"],
                name="assignment_queue",
            ),
        ),
        migrations.RemoveIndex("assignment", "assignment_live"),
    ]
