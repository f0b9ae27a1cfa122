"""Rows for the bench of mediation: an old ledger of many years, disputes by the million, and the query by hand."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import psycopg

PERIOD = "2020H1"

_STREETS = 10
_FIRST, _DAYS = dt.date(2012, 1, 1), 2900
_CATEGORIES = ("邻里", "合同", "物业", "消费", "劳动争议", "婚姻家庭继承")
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "安平宁康乐诚信和睦明"

# What a person would write who knows the tables and wants these figures once.
BY_HAND = """
WITH half AS (SELECT DATE '2020-01-01' AS a, DATE '2020-06-30' AS b)
SELECT count(*) FILTER (WHERE accepted_on BETWEEN a AND b),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result IN ('success', 'failure')),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success'),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'failure'),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success'),
       count(*) FILTER (WHERE accepted_on <= b AND (concluded_on IS NULL OR concluded_on > b)),
       sum(people) FILTER (WHERE concluded_on BETWEEN a AND b AND result IN ('success', 'failure')),
       sum(amount) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success'),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success' AND form = 'written'),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success' AND form = 'oral'),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success' AND confirmed),
       count(*) FILTER (WHERE applied_on BETWEEN a AND b),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success' AND performance <> ''),
       count(*) FILTER (WHERE concluded_on BETWEEN a AND b AND result = 'success' AND performance = 'performed'),
       sum(concluded_on - accepted_on) FILTER (WHERE concluded_on BETWEEN a AND b AND result IN ('success', 'failure'))
FROM mediation_dispute, half WHERE accepted_on IS NOT NULL
"""
IN_THAT_ORDER = (
    "mediation.accepted",
    "mediation.concluded",
    "mediation.resolved",
    "mediation.unresolved",
    "mediation.resolved_this_year",
    "mediation.backlog",
    "mediation.people",
    "mediation.amount",
    "mediation.written_agreements",
    "mediation.oral_agreements",
    "mediation.confirmed",
    "mediation.confirmation_applications",
    "mediation.followed_up",
    "mediation.performed",
    "mediation.days",
)

# Written past the triggers, as the superuser. One dispute in five hundred is open, all of the last days; one in
# ten thousand is about very many people.
_GROW = """
CREATE UNLOGGED TABLE made AS
SELECT n, %(first)s + n AS pk, (%(units)s::bigint[])[1 + n %% %(committees)s] AS unit,
       n %% 500 = 0 AS open,
       CASE WHEN n %% 500 = 0 THEN %(today)s::date - (n / 500 %% 40)::int
            ELSE date '2015-01-01' + ((n * 7919) %% 2190)::int END AS opened_on
FROM generate_series(1::bigint, %(size)s) AS n;

INSERT INTO kernel_matter (id, procedure, version, year, "order", number, title, state, confidential, opened_at,
                           opened_on, closed_on, sequence, head, code_hash)
SELECT pk, 'mediation', '2011-01-01', extract(year FROM opened_on), 100000000 + n, '罗调测' || n, '纠纷',
       CASE WHEN open THEN 'mediating' ELSE 'archived' END, false, opened_on + time '09:00', opened_on,
       CASE WHEN NOT open THEN opened_on + (n %% 20)::int END, 1, decode(repeat(md5(n::text), 2), 'hex'), ''
FROM made;

INSERT INTO kernel_assignment (matter_id, place, organization_id, since, live, stage)
SELECT pk, place.name, place.unit, opened_on + time '09:00', open,
       CASE WHEN open THEN 'mediation 2011-01-01 mediating' ELSE '' END
FROM made, LATERAL (VALUES ('committee', unit), ('guidance', %(guidance)s)) AS place(name, unit);

INSERT INTO mediation_dispute (matter_id, category_id, source, sender, street_id, community_id, people, amount, mass,
                               accepted_on, concluded_on, result, form, applied_on, confirmed, performance)
SELECT pk, (%(categories)s::bigint[])[1 + n %% 20], 'applied', '', (%(streets)s::bigint[])[1 + n %% 10],
       (%(communities)s::bigint[])[1 + n %% 80],
       CASE WHEN n %% 10000 = 0 THEN 40 ELSE 2 + n %% 5 END, (n %% 100000)::numeric / 7, false, opened_on,
       CASE WHEN NOT open THEN opened_on + (n %% 20)::int END,
       CASE WHEN open THEN '' WHEN n %% 27 = 0 THEN 'failure' WHEN n %% 97 = 0 THEN 'withdrawn' ELSE 'success' END,
       CASE WHEN open OR n %% 27 = 0 OR n %% 97 = 0 THEN '' WHEN n %% 3 = 0 THEN 'written' ELSE 'oral' END,
       CASE WHEN NOT open AND n %% 31 = 0 AND n %% 27 > 0 AND n %% 97 > 0 THEN opened_on + (n %% 20)::int + 5 END,
       CASE WHEN NOT open AND n %% 31 = 0 AND n %% 27 > 0 AND n %% 97 > 0 THEN true END,
       CASE WHEN open OR n %% 27 = 0 OR n %% 97 = 0 OR n %% 5 = 0 THEN '' ELSE 'performed' END
FROM made;

INSERT INTO kernel_party (id, kind, name, document, id_number, id_index, phone, phone_index, address, made_at)
SELECT %(first_party)s + n, CASE WHEN n %% 2 = 0 THEN 'person' ELSE 'organization' END,
       CASE WHEN n %% 2 = 0 THEN '演示甲' ELSE '演示第' || n || '公司' END, '', '', '', '', '', '', now()
FROM generate_series(1::bigint, 100000) AS n;

INSERT INTO kernel_matterparty (matter_id, party_id, role)
SELECT pk, %(first_party)s + 1 + (n * side.step) %% 99999, side.role
FROM made, (VALUES ('申请人', 7907), ('被申请人', 6007)) AS side(role, step);

INSERT INTO kernel_deadline (matter_id, clock, rule, rule_from, started_at, due, latest, assumed,
                             overdue_days)
SELECT pk, 'time_to_mediate', 'mediation.duration', '2011-01-01', opened_on + time '09:00', opened_on + 30,
       opened_on + 30, false, 0
FROM made WHERE open;

DROP TABLE made
"""


def old_ledger(rows: int, rng: random.Random) -> list[dict[str, Any]]:
    """Disputes of eight years as a clerk has them: two people each, of whom one in five comes again."""
    from stdnum.cn import ric

    from fazhi.domains.mediation.organizing import found
    from fazhi.kernel.models import Organization

    streets = list(Organization.objects.filter(kind="街道").order_by("code")[:_STREETS])
    for n, street in enumerate(streets):
        found(f"TJ{n:03}", f"{street.name}人民调解委员会", "街道", since=_FIRST, street=street)

    def person(n: int) -> tuple[str, str]:
        n -= 41 if n % 5 == 4 and n > 41 else 0
        born = dt.date(1950, 1, 1) + dt.timedelta(days=n // 990)
        body = f"990000{born:%Y%m%d}{n % 990 + 1:03}"
        name = _SURNAMES[n % 10] + _GIVEN[n // 10 % 10] + _GIVEN[n // 100 % 10]
        return name, body + ric.calc_check_digit(f"{body}0")

    content = []
    for n in range(rows):
        (one, number), (other, its) = person(2 * n), person(2 * n + 1)
        day = _FIRST + dt.timedelta(days=n * _DAYS // rows)
        content.append(
            {
                "number": f"罗调〔{day.year}〕{n + 1}号",
                "organization": f"{streets[n % len(streets)].name}人民调解委员会",
                "category": _CATEGORIES[n % len(_CATEGORIES)],
                "source": "当事人申请",
                "applicant": one,
                "applicant_number": number,
                "applicant_phone": f"1990000{n % 10000:04}",
                "respondent": other,
                "respondent_number": its,
                "people": 2 + n % 4,
                "amount": Decimal(rng.randrange(100, 9_000_000)) / 100,
                "accepted_on": day,
                "concluded_on": day + dt.timedelta(days=n % 20),
                "result": "调解未成功" if n % 27 == 0 else "调解成功",
                "agreement": None if n % 27 == 0 else ("书面", "口头")[n % 2],
                "performance": None if n % 27 == 0 else "已履行",
                "facts": f"双方因第{n}号楼漏水、费用和工期发生争执，多次协商没有结果，请求调解。",
            }
        )
    return content


def grow(owner: str, size: int) -> None:
    """Write disputes with their people, units and clocks until there are ``size`` in all."""
    from fazhi.domains.mediation.models import Category
    from fazhi.kernel.clock import today
    from fazhi.kernel.matters.perform import post_holder
    from fazhi.kernel.models import Matter, MatterParty, Organization, Party

    there = Matter.objects.count()
    units = list(Organization.objects.filter(kind="调解组织").values_list("pk", flat=True))
    values = {
        "size": size - there,
        "first": Matter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "first_party": Party.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "units": units,
        "committees": len(units),
        "guidance": post_holder("mediation.guidance").pk,
        "streets": list(Organization.objects.filter(kind="街道").values_list("pk", flat=True)[:_STREETS]),
        "communities": list(Organization.objects.filter(kind="社区").values_list("pk", flat=True)[:80]),
        "categories": list(Category.objects.values_list("pk", flat=True)[:20]),
        "today": today(),
    }
    with psycopg.connect(owner, autocommit=True) as connection, psycopg.ClientCursor(connection) as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in _GROW.split(";\n"):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")
        for model in (Matter, Party, MatterParty):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")
