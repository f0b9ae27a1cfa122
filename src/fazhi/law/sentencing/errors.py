"""Why the sentencing test gives no range although the question was understood."""

from __future__ import annotations

from fazhi.errors import FazhiError


class NoCrimeByAmount(FazhiError):
    """The amount lies below the threshold: by amount alone there is no crime."""

    code = "no_crime_by_amount"


class NotResponsible(FazhiError):
    """At that age the law holds nobody responsible for that crime."""

    code = "not_responsible"
