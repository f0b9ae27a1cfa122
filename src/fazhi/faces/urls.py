"""Addresses of all faces that speak HTTP."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from fazhi.faces.api import account, calendar, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="queue")),
    path("workbench/", include("fazhi.faces.workbench.urls")),
    path("api/v1/", include("fazhi.faces.api.urls")),
    path("workbench/account/tokens/", account.token_list, name="api_tokens"),
    path("workbench/account/tokens/<uuid:key>/revoke/", account.revoke, name="revoke_api_token"),
    path("workbench/account/calendar/", account.feed, name="calendar_address"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
]

handler404 = "fazhi.faces.workbench.matters.not_found"
handler500 = "fazhi.faces.workbench.matters.failed"
