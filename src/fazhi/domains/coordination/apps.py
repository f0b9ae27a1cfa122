"""What enforcement coordination owes the platform."""

from django.apps import AppConfig

_MATTERS = """
SELECT m.number, m.title, c.field, street.name AS street, coalesce(lead.name, '待分拨') AS department,
       m.opened_on AS registered_on, c.dispatched_on, c.settled_on,
       given.total AS street_score, got.total AS department_score, m.id AS source_row
FROM coordination_coordinationmatter c
JOIN kernel_matter m ON m.id = c.matter_id
JOIN kernel_organization street ON street.id = c.street_id
LEFT JOIN kernel_assignment a ON a.matter_id = m.id AND a.place = 'lead' AND a.until IS NULL
LEFT JOIN kernel_organization lead ON lead.id = a.organization_id
LEFT JOIN kernel_assignment r ON r.matter_id = m.id AND r.place = 'reporter' AND r.until IS NULL
LEFT JOIN kernel_round round ON round.matter_id = m.id AND round.closed_at IS NOT NULL
LEFT JOIN kernel_sheet given ON given.round_id = round.id
    AND given.scorer_id = r.organization_id AND given.target_id = a.organization_id
LEFT JOIN kernel_sheet got ON got.round_id = round.id
    AND got.scorer_id = a.organization_id AND got.target_id = r.organization_id
WHERE m.state <> 'withdrawn'
"""

_PAIN_POINTS = """
SELECT p.number, p.title, p.field, lead.name AS lead, p.raised_on, v.measures, p.settled_on, p.id AS source_row,
       (SELECT string_agg(o.name, '、' ORDER BY o.code) FROM coordination_painpointversion_partners vp
        JOIN kernel_organization o ON o.id = vp.organization_id WHERE vp.painpointversion_id = v.id) AS partners
FROM coordination_painpoint p
JOIN LATERAL (SELECT * FROM coordination_painpointversion v WHERE v.pain_point_id = p.id
              ORDER BY v.since DESC LIMIT 1) v ON true
JOIN kernel_organization lead ON lead.id = v.lead_id
"""


class CoordinationConfig(AppConfig):
    """Its procedure, of which the clock of handling runs by urgency, and its two ledgers."""

    name = "fazhi.domains.coordination"
    label = "coordination"
    verbose_name = "平台统筹+协同监管"

    def ready(self) -> None:
        from fazhi.domains.coordination import ledger, pages
        from fazhi.domains.coordination.models import URGENCIES
        from fazhi.domains.coordination.procedure import Coordination
        from fazhi.kernel.database import views
        from fazhi.kernel.procedures.registry import register

        register(Coordination, {"urgency": tuple(value for value, _label in URGENCIES)})
        pages.register()
        views.register(ledger.MATTERS, _MATTERS)
        views.register(ledger.PAIN_POINTS, _PAIN_POINTS)
