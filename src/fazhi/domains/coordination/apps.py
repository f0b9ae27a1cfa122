"""What enforcement coordination owes the platform."""

from django.apps import AppConfig

_MATTERS = """
SELECT m.number, m.title, p.title AS pain_point, c.field,
       CASE c.source {sources} END AS source, CASE c.urgency {urgencies} END AS urgency,
       street.name AS street, community.name AS community, coalesce(lead.name, '待分拨') AS department,
       helping.names AS partners, m.opened_on AS registered_on, c.dispatched_on,
       c.returns, nullif(c.returned_by, '') AS returned_by, c.extensions,
       c.supervisions, c.supervised_on, c.due_on, c.first_reported_on, c.on_time, c.reopenings, c.rework_due_on,
       c.reported_on, c.handling_days, c.settled_on,
       given.total AS street_score, got.total AS department_score, m.id AS source_row
FROM coordination_coordinationmatter c
JOIN kernel_matter m ON m.id = c.matter_id
JOIN kernel_organization street ON street.id = c.street_id
LEFT JOIN kernel_organization community ON community.id = c.community_id
LEFT JOIN coordination_painpoint p ON p.id = c.pain_point_id
LEFT JOIN LATERAL (
    SELECT string_agg(o.name, '、' ORDER BY o.code) AS names FROM kernel_assignment h
    JOIN kernel_organization o ON o.id = h.organization_id
    WHERE h.matter_id = m.id AND h.place = 'partners' AND h.until IS NULL
) helping ON true
LEFT JOIN kernel_assignment a ON a.matter_id = m.id AND a.place = 'lead' AND a.until IS NULL
LEFT JOIN kernel_organization lead ON lead.id = a.organization_id
LEFT JOIN kernel_assignment r ON r.matter_id = m.id AND r.place = 'reporter' AND r.until IS NULL
LEFT JOIN kernel_round round ON round.matter_id = m.id AND round.closed_at IS NOT NULL
LEFT JOIN LATERAL (
    SELECT round(avg(s.total), 2) AS total FROM kernel_sheet s
    WHERE s.round_id = round.id AND s.scorer_id = r.organization_id
) given ON true
LEFT JOIN LATERAL (
    SELECT round(avg(s.total), 2) AS total FROM kernel_sheet s
    WHERE s.round_id = round.id AND s.target_id = r.organization_id
) got ON true
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


def _cases(choices: tuple[tuple[str, str], ...]) -> str:
    # What a ledger says is Chinese whatever the language of the interface.
    return " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in choices)


class CoordinationConfig(AppConfig):
    """Its procedure, of which the clock of handling runs by category and urgency, and its two ledgers."""

    name = "fazhi.domains.coordination"
    label = "coordination"
    verbose_name = "平台统筹+协同监管"

    def ready(self) -> None:
        from fazhi.domains.coordination import assessing, ledger, pages
        from fazhi.domains.coordination.models import SOURCES, URGENCIES
        from fazhi.domains.coordination.procedure import Coordination
        from fazhi.domains.coordination.suggestions import CATEGORIES
        from fazhi.kernel.database import views
        from fazhi.kernel.procedures.registry import register

        register(
            Coordination,
            {"category": tuple(CATEGORIES.values()), "urgency": tuple(value for value, _label in URGENCIES)},
        )
        pages.register()
        assessing.register()
        views.register(
            ledger.MATTERS, _MATTERS.format(sources=_cases(SOURCES), urgencies=_cases(URGENCIES)), matters=True
        )
        views.register(ledger.PAIN_POINTS, _PAIN_POINTS)
