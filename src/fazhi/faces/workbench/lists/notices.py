"""What somebody has been told."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fazhi.faces.workbench.asking import signed_in
from fazhi.i18n import _
from fazhi.kernel.outbox import notices

_PAGE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What whoever is signed in has been told, the newest first."""
    told = signed_in(request).notices.select_related("matter")
    page = Paginator(told, _PAGE).get_page(request.GET.get("page"))
    return render(request, "workbench/notices.html", {"page": page})


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one notice (``notice``) or all as read."""
    chosen = [int(text) for text in request.POST.getlist("notice") if text.isdecimal() and len(text) < 19]
    number = notices.mark_read(signed_in(request), chosen or None)
    messages.success(request, _("已将 {n} 条通知标为已读。").format(n=number))
    return redirect("notices")
