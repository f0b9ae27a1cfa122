"""What lists and search stand on: the next due day, live places, who has a matter in hand, two-character indexes.

Chinese words are mostly two characters long, for which trigram indexes find nothing; so every pair of neighbouring
characters is an element of an array under GIN. What is indexed is the text itself: when it is erased, so is this.
"""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WORDS = """
CREATE FUNCTION kernel_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(normalize(said, NFKC))
$$;
CREATE FUNCTION kernel_bigrams(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pair.one || pair.two), '{}')
    FROM (SELECT one, lead(one) OVER (ORDER BY place) AS two
          FROM unnest(string_to_array(lower(normalize(said, NFKC)), NULL)) WITH ORDINALITY AS letters(one, place)) pair
    WHERE pair.two IS NOT NULL AND pair.one !~ '\\s' AND pair.two !~ '\\s'
$$;
CREATE FUNCTION kernel_said(texts text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(value, E'\\n'), '') FROM jsonb_each_text(nullif(texts, '')::jsonb)
$$;
CREATE INDEX matter_words ON kernel_matter USING gin (kernel_bigrams(number || ' ' || title));
CREATE INDEX event_words ON kernel_eventtext USING gin (kernel_bigrams(kernel_said(text)));
CREATE INDEX party_words ON kernel_party USING gin (kernel_bigrams(name));
"""
NO_WORDS = """
DROP INDEX matter_words, event_words, party_words;
DROP FUNCTION kernel_said(text), kernel_bigrams(text), kernel_plain(text);
"""

NEXT_DUE = """
CREATE FUNCTION kernel_next_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_matter bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.matter_id ELSE NEW.matter_id END;
    earliest date;
BEGIN
    SELECT min(due) INTO earliest FROM kernel_deadline WHERE matter_id = of_matter AND met_on IS NULL;
    UPDATE kernel_matter SET next_due = earliest WHERE id = of_matter AND next_due IS DISTINCT FROM earliest;
    RETURN NULL;
END $$;
CREATE TRIGGER next_due AFTER INSERT OR DELETE OR UPDATE OF due, met_on ON kernel_deadline
    FOR EACH ROW EXECUTE FUNCTION kernel_next_due();
UPDATE kernel_matter SET next_due = running.due
    FROM (SELECT matter_id, min(due) AS due FROM kernel_deadline WHERE met_on IS NULL GROUP BY matter_id) running
    WHERE running.matter_id = kernel_matter.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
NO_NEXT_DUE = "DROP TRIGGER next_due ON kernel_deadline; DROP FUNCTION kernel_next_due();"

LIVE = """
CREATE FUNCTION kernel_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.live := NEW.until IS NULL AND EXISTS (
        SELECT FROM kernel_matter WHERE id = NEW.matter_id AND closed_on IS NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER live BEFORE INSERT OR UPDATE OF until, matter_id, live ON kernel_assignment
    FOR EACH ROW EXECUTE FUNCTION kernel_live();
CREATE FUNCTION kernel_matter_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE kernel_assignment SET live = true WHERE matter_id = NEW.id AND until IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER matter_ends AFTER UPDATE OF closed_on ON kernel_matter FOR EACH ROW
    WHEN ((OLD.closed_on IS NULL) <> (NEW.closed_on IS NULL)) EXECUTE FUNCTION kernel_matter_ends();
UPDATE kernel_assignment SET live = true WHERE until IS NOT NULL
    OR matter_id IN (SELECT id FROM kernel_matter WHERE closed_on IS NOT NULL);
"""
NO_LIVE = """
DROP TRIGGER matter_ends ON kernel_matter;
DROP TRIGGER live ON kernel_assignment;
DROP FUNCTION kernel_matter_ends(), kernel_live();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0006_jobs")]
    operations: ClassVar = [
        migrations.AddField("matter", "next_due", models.DateField(null=True, editable=False)),
        migrations.AddField("assignment", "live", models.BooleanField(default=True, editable=False)),
        migrations.AddField(
            "assignment",
            "handler",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(NEXT_DUE, NO_NEXT_DUE),
        migrations.RunSQL(LIVE, NO_LIVE),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.AddIndex(
            "matter",
            models.Index(
                models.F("next_due"),
                models.F("closed_on").desc(),
                models.F("id").desc(),
                name="matter_by_urgency",
            ),
        ),
        migrations.AddIndex("matter", models.Index(fields=["opened_on", "id"], name="matter_by_opening")),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("live", True)),
                fields=["organization", "place", "matter"],
                name="assignment_live",
            ),
        ),
    ]
