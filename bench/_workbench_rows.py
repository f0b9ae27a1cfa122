"""A district's years of work as rows: matters, the units that hold them, clocks, events and what was written."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.models import BigAutoField, Model


def _models() -> list[type[Model]]:
    from fazhi.domains.coordination.models import CoordinationMatter
    from fazhi.kernel.models import Assignment, Deadline, Event, EventText, Matter

    return [Matter, Assignment, Deadline, EventText, Event, CoordinationMatter]


# One matter in twenty is open. Who leads and who registered goes round.
_MATTERS = """
CREATE UNLOGGED TABLE made AS
SELECT n, %(today)s::date - ((%(size)s - n) * 2190 / %(size)s)::int AS opened_on,
       CASE WHEN n <= %(size)s * 0.95 THEN CASE WHEN n %% 33 = 0 THEN 'withdrawn' ELSE 'closed' END
            ELSE (ARRAY['registered', 'dispatched', 'dispatched', 'handling', 'handling', 'handling', 'handling',
                        'reported', 'scoring', 'scoring'])[1 + n %% 10] END AS state,
       (ARRAY['共享单车堆放', '占道经营', '夜间施工噪声', '违法搭建', '餐饮油烟', '乱扔垃圾',
              '消防通道被占'])[1 + n %% 7] AS what,
       (ARRAY['老围一街', '宝安南路', '人民北路', '东门步行街', '凤凰路', '翠竹路', '爱国路',
              '文锦中路'])[1 + n %% 8] || (n %% 997) || '号' AS place,
       n %% 10 AS street, (n / 7) %% %(leads)s AS lead
FROM generate_series(1::bigint, %(size)s) AS n;

INSERT INTO kernel_matter (id, procedure, version, year, "order", number, title, state, confidential, opened_at,
                           opened_on, closed_on, next_due, sequence, head, code_hash)
SELECT n, 'coordination', %(version)s, year, place_in_year, '罗协〔' || year || '〕' || place_in_year || '号',
       place || what, state, n %% 500 = 0, opened_on + time '09:00', opened_on,
       CASE WHEN ended THEN opened_on + 20 END,
       CASE WHEN NOT ended THEN %(today)s::date + (n %% 40)::int - 6 END, 5, head, ''
FROM (SELECT *, state IN ('closed', 'withdrawn') AS ended, extract(year FROM opened_on)::int AS year,
             row_number() OVER (PARTITION BY extract(year FROM opened_on) ORDER BY n) AS place_in_year,
             decode(repeat(md5(n || ' 5'), 2), 'hex') AS head FROM made) AS rows;

INSERT INTO coordination_coordinationmatter (matter_id, field, street_id, place, source, urgency)
SELECT n, '市容管理', (%(streets)s::bigint[])[1 + street], place,
       (ARRAY['street', 'department', 'hotline', 'inspector'])[1 + n %% 4],
       (ARRAY['ordinary', 'ordinary', 'hard', 'urgent'])[1 + n %% 4]
FROM made;

INSERT INTO kernel_assignment (matter_id, place, organization_id, since, live, stage, due)
SELECT n, place.name, place.unit, m.opened_at, m.closed_on IS NULL,
       CASE WHEN m.closed_on IS NULL THEN concat_ws(' ', m.procedure, m.version, m.state) ELSE '' END, m.next_due
FROM made JOIN kernel_matter m ON m.id = n, LATERAL (VALUES ('office', %(office)s), ('committee', %(committee)s),
                           ('reporter', (%(streets)s::bigint[])[1 + street]),
                           ('lead', CASE WHEN made.state <> 'registered' THEN (%(units)s::bigint[])[1 + lead] END),
                           ('partners', CASE WHEN n %% 5 = 0
                                             THEN (%(units)s::bigint[])[1 + (lead + 3) %% %(leads)s] END)
                   ) AS place(name, unit)
WHERE place.unit IS NOT NULL;

INSERT INTO kernel_deadline (matter_id, clock, rule, rule_from, started_at, due, latest, assumed, met_on, overdue_days)
SELECT n, clock.name, clock.rule, '2020-01-01', opened_on + time '09:00', day, day, false,
       CASE WHEN ended THEN day END, 0
FROM (SELECT *, state IN ('closed', 'withdrawn') AS ended FROM made) AS rows
CROSS JOIN LATERAL (SELECT CASE WHEN ended THEN opened_on + 20
                                ELSE %(today)s::date + (n %% 40)::int - 6 END AS day) AS due
JOIN (VALUES ('registered', 'dispatching', 'coordination.dispatch'), ('dispatched', 'signing', 'coordination.sign'),
             ('reported', 'verifying', 'coordination.verification'),
             ('scoring', 'time_to_score', 'coordination.evaluation'),
             ('handling', 'time_to_handle', 'coordination.handling_ordinary'),
             ('closed', 'time_to_score', 'coordination.evaluation'),
             ('withdrawn', 'dispatching', 'coordination.dispatch')) AS clock(state, name, rule) USING (state);
"""

_EVENTS = """
INSERT INTO kernel_eventtext (id, text, salt, erased_because)
SELECT n * 2 - 1, json_build_object('place', place,
                                       'description', what || '，市民多次反映，请尽快处理。编号' || n)::text,
       '\\x00'::bytea, '' FROM made
UNION ALL
SELECT n * 2, json_build_object('note', '已到' || place || '现场查看，约定限期整改，第' || n %% 89 || '组复查。')::text,
       '\\x00'::bytea, '' FROM made;

INSERT INTO kernel_event (matter_id, sequence, at, kind, actor_id, organization_id, role, from_state, to_state, data,
                          text_id, text_hash, key, previous, hash)
SELECT n, step.place, opened_on + time '09:00' + step.place * interval '1 day', step.kind, %(actor)s,
       (%(units)s::bigint[])[1 + lead], 'handler', step.before,
       CASE WHEN step.place = 5 THEN state ELSE step.after END, '{}',
       CASE step.place WHEN 1 THEN n * 2 - 1 WHEN 4 THEN n * 2 END, '', '',
       decode(repeat(md5(n || ' ' || step.place - 1), 2), 'hex'), decode(repeat(md5(n || ' ' || step.place), 2), 'hex')
FROM made, (VALUES (1, 'register', '', 'registered'), (2, 'dispatch', 'registered', 'dispatched'),
                   (3, 'sign', 'dispatched', 'handling'), (4, 'progress', 'handling', 'handling'),
                   (5, 'report', 'handling', '')) AS step(place, kind, before, after);
DROP TABLE made;
"""


def write(owner: Any, values: dict[str, Any]) -> None:
    """Write the rows as the superuser, past the triggers, and build the indexes after them: all of it or nothing.

    ``values``: size, today, version, the keys of streets, units, office, committee and actor.
    """
    indexes = owner.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
        " WHERE i.tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)",
        [[model._meta.db_table for model in _models()]],
    ).fetchall()
    with owner.transaction():
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2")
        for name, _definition in indexes:
            owner.execute(f'DROP INDEX "{name}"')
        with psycopg.ClientCursor(owner) as cursor:
            for model in _models():
                for column in model._meta.concrete_fields:
                    # What a model has when nobody says anything, the tables then have too.
                    if column.has_default() and isinstance(column.get_default(), (bool, int, str, bytes)):
                        cursor.execute(
                            f'ALTER TABLE {model._meta.db_table} ALTER COLUMN "{column.column}" SET DEFAULT %s',
                            [column.get_default()],
                        )
            for statement in (*_MATTERS.split(";\n"), *_EVENTS.split(";\n")):
                if statement.strip():
                    cursor.execute(statement, values)
        for _name, definition in indexes:
            owner.execute(definition)
        for model in _models():
            key = model._meta.pk
            if isinstance(key, BigAutoField):
                table = model._meta.db_table
                owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    owner.execute("VACUUM ANALYZE")
