"""Addresses of the bench of the workbench: the platform's own, and the admin's list of the same table."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from fazhi.faces.urls import handler404, handler500
from fazhi.faces.urls import urlpatterns as _platform
from fazhi.kernel.models import Matter

__all__ = ["handler404", "handler500", "urlpatterns"]


class _Site(AdminSite):
    def has_permission(self, request: Any) -> bool:
        return True


class _AsLong(ModelAdmin):  # type: ignore[type-arg]
    """The list as the admin makes it of five columns, as long as ours; it asks for no permissions, which helps it."""

    list_display = ("number", "title", "procedure", "state", "opened_on")
    list_per_page = 30

    def has_module_permission(self, request: Any) -> bool:
        return True

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return True

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


class _AsShipped(_AsLong):
    """The same with as many lines as the admin has where nobody says how many."""

    list_per_page = ModelAdmin.list_per_page


_site, _shipped = _Site(), _Site("shipped")
_site.register(Matter, _AsLong)
_shipped.register(Matter, _AsShipped)
urlpatterns = [path("admin/", _site.urls), path("shipped/", _shipped.urls), *_platform]
