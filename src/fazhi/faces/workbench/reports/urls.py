"""The addresses of reports, figures, comparison and check."""

from __future__ import annotations

from django.urls import path, re_path

from fazhi.faces.workbench import dashboard
from fazhi.faces.workbench.reports import checking, comparing, panel, reading

urlpatterns = [
    path("reports/", reading.reports, name="reports"),
    path("reports/issued/<uuid:key>/", reading.issued_report, name="issued_report"),
    path("reports/issued/<uuid:key>/file.<slug:suffix>", reading.issued_file, name="issued_file"),
    path("reports/<str:period>/", reading.report, name="report"),
    path("reports/<str:period>/issue/", reading.issue, name="issue_report"),
    re_path(r"^reports/(?P<period>[^/]+)/file\.(?P<suffix>docx|html|json)$", reading.report_file, name="report_file"),
    path("reports/<str:period>/breaches/<str:invariant>/", panel.breach, name="breach"),
    path("figures/<str:figure_id>/<str:period>/", panel.figure, name="figure"),
    path("figures/<str:figure_id>/<str:period>/rows.xlsx", panel.rows_file, name="figure_rows"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/file.xlsx", comparing.compare_file, name="compare_file"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/screen/", dashboard.screen, name="screen"),
    path("check/", checking.check_text, name="check_text"),
]
