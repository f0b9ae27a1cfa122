"""Addresses of all faces that speak HTTP."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="queue")),
    path("workbench/", include("fazhi.faces.workbench.urls")),
]

handler404 = "fazhi.faces.workbench.matters.not_found"
handler500 = "fazhi.faces.workbench.matters.failed"
