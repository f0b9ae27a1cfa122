"""A number or phone of a party in the clear: asked for with a reason, logged, shown once and kept by no browser."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.faces.workbench.relating import ReasonForm, small
from fazhi.i18n import _, later
from fazhi.kernel.models import MatterParty
from fazhi.kernel.parties.showing import masked, unmask

FIELDS = {"id_number": later("证件号码"), "phone": later("电话")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: uuid.UUID, party: uuid.UUID, field: str) -> HttpResponse:
    """Ask for the reason, then show what was asked for."""
    matter = matter_of(request, key)
    rows = MatterParty.objects.select_related("party").order_by("pk")
    row = rows.filter(matter=matter, party__uuid=party).first()
    if row is None or field not in FIELDS:
        raise Http404
    form = ReasonForm(
        request.POST or None,
        label=_("为什么要看"),
        help_text=_("您的姓名、时间和理由会留下记录，当事人和监督部门可以查。"),
    )
    value = problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            value = unmask(row.party, field, by=signed_in(request), reason=reason, matter=matter)
        except FazhiError as refused:
            problem = refused.message
    label = _(FIELDS[field])
    lead = _("{role}{name}的{label}").format(role=row.role, name=masked(row.party).name, label=label)
    title = _("查看完整的{label}").format(label=label)
    return small(request, matter, form, title, _("查看并留下记录"), lead=lead, problem=problem, value=value)
