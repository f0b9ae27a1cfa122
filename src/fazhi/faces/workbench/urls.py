"""The addresses of the workbench."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from fazhi.faces.workbench import acting, lists, matters
from fazhi.faces.workbench.signing import SignIn
from fazhi.kernel.ui import extras

urlpatterns = [
    path(
        "sign-in/",
        LoginView.as_view(
            template_name="workbench/sign_in.html", authentication_form=SignIn, redirect_authenticated_user=True
        ),
        name="sign_in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("", lists.queue, name="queue"),
    path("matters/", lists.matters, name="matters"),
    path("matters/new/<slug:procedure>/", acting.open_new, name="open_matter"),
    path("matters/<uuid:key>/", matters.matter, name="matter"),
    path("matters/<uuid:key>/do/<slug:name>/", acting.do, name="do"),
    path("matters/<uuid:key>/files/<uuid:file>/", matters.download, name="download"),
    path("notices/", lists.notice_list, name="notices"),
    path("notices/read/", lists.read_notices, name="read_notices"),
    *(path(f"pages/{page.address}", page.view, name=page.name) for page in extras.pages()),
]
