"""The language of the pages: what somebody chose at the top of a page, else that of the platform."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fazhi.i18n import language, speaking


class ChosenLanguage:
    """Answer in the language of the cookie that Django's ``set_language`` leaves.

    What a browser prefers is not asked: Chinese comes first, and English is a choice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        spoken = ("en" if chosen == "en" else "zh") if chosen in dict(settings.LANGUAGES) else language()
        # Django's own words, such as those of its validators, follow.
        with speaking(spoken), translation.override("en" if spoken == "en" else "zh-hans"):
            return self.get_response(request)
