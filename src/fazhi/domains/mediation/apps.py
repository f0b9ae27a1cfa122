"""What people's mediation owes the platform."""

from django.apps import AppConfig

_ORGANIZATIONS = """
SELECT o.code, o.name, x.kind, street.name AS street, community.name AS community, o.since AS established_on,
       o.until + 1 AS dissolved_on, o.id AS source_row
FROM mediation_mediationorganization x
JOIN kernel_organization o ON o.id = x.organization_id
LEFT JOIN kernel_organization street ON street.id = x.street_id
LEFT JOIN kernel_organization community ON community.id = x.community_id
"""

# A credential's last day is its until; in the ledger, who left on a day was no mediator that evening.
_MEDIATORS = """
SELECT c.number AS code, left(c.holder, 1) || repeat('*', greatest(1, length(c.holder) - 1)) AS name,
       o.code AS organization, CASE WHEN x.full_time THEN '专职' ELSE '兼职' END AS employment, NULL AS phone,
       c.since AS appointed_on, c.until + 1 AS left_on, c.id AS source_row
FROM mediation_mediator x
JOIN kernel_credential c ON c.id = x.credential_id
JOIN kernel_organization o ON o.id = c.organization_id
"""

_PARTY = """
(SELECT CASE p.kind WHEN 'person' THEN left(p.name, 1) || repeat('*', greatest(1, length(p.name) - 1)) ELSE p.name END
 FROM kernel_matterparty mp JOIN kernel_party p ON p.id = mp.party_id
 WHERE mp.matter_id = d.matter_id AND mp.role = '{role}' ORDER BY mp.id LIMIT 1)
"""

# What no figure asks for costs nothing: rows looked up by LEFT JOIN on a key, and subqueries, are left out then.
_DISPUTES = f"""
SELECT m.number,
       (SELECT o.code FROM kernel_assignment a JOIN kernel_organization o ON o.id = a.organization_id
        WHERE a.matter_id = d.matter_id AND a.place = 'committee' AND a.until IS NULL) AS organization,
       street.name AS street, category.label AS category,
       CASE d.source WHEN 'applied' THEN '当事人申请' WHEN 'found' THEN '主动介入'
                     WHEN 'transferred' THEN '委托移送' END AS source,
       {_PARTY.format(role="申请人")} AS applicant, {_PARTY.format(role="被申请人")} AS respondent,
       d.people, d.amount, d.accepted_on, d.concluded_on,
       CASE d.result WHEN 'success' THEN '调解成功' WHEN 'failure' THEN '调解未成功'
                     WHEN 'withdrawn' THEN '撤回申请' END AS result,
       CASE d.form WHEN 'written' THEN '书面' WHEN 'oral' THEN '口头' END AS agreement,
       CASE WHEN d.result = 'success' THEN coalesce(d.confirmed, false) END AS confirmed, d.applied_on,
       CASE d.performance WHEN 'performed' THEN '已履行' WHEN 'partly' THEN '部分履行'
                          WHEN 'not_performed' THEN '未履行' END AS performance,
       d.concluded_on - d.accepted_on AS duration_days, d.matter_id AS source_row
FROM mediation_dispute d
LEFT JOIN kernel_matter m ON m.id = d.matter_id
LEFT JOIN mediation_category category ON category.id = d.category_id
LEFT JOIN kernel_organization street ON street.id = d.street_id
WHERE d.accepted_on IS NOT NULL
"""  # noqa: S608 (the roles are written above)


class MediationConfig(AppConfig):
    """Its procedure, and the ledgers that its tables give; trainings are still a ledger alone."""

    name = "fazhi.domains.mediation"
    label = "mediation"
    verbose_name = "人民调解"

    def ready(self) -> None:
        from fazhi.domains.mediation import ledger, pages, privacy, warnings
        from fazhi.domains.mediation.procedure import Mediation
        from fazhi.kernel.database import views
        from fazhi.kernel.operations.ticks import every_tick
        from fazhi.kernel.outbox.subscribers import subscribe
        from fazhi.kernel.procedures.registry import register

        register(Mediation)
        pages.register()
        privacy.register()
        every_tick(warnings.look)
        subscribe("mediation.warning", (warnings.TOPIC,), warnings.notify)
        views.register(ledger.ORGANIZATIONS, _ORGANIZATIONS, beside=True)
        views.register(ledger.MEDIATORS, _MEDIATORS, beside=True)
        views.register(ledger.DISPUTES, _DISPUTES, matters=True, beside=True)
