"""Errors of the law room. Each says in Chinese what is wrong and what would be right."""

from __future__ import annotations

from fazhi.errors import FazhiError


class BadInput(FazhiError):
    """Something a person typed cannot be used; ``details["input"]`` names the input where it is known."""

    code = "bad_input"


class NotInForce(FazhiError):
    """The date asked about lies before the first known version of a rule, in a gap, or after its end."""

    code = "rule_not_in_force"


class RuleUnknown(FazhiError):
    """The rule was replaced (or its figure was not yet seen) and the new one is unknown: no answer is better."""

    code = "rule_unknown"


class NoCalendar(FazhiError):
    """Working days were asked of a year for which neither a calendar nor dates of festivals are known."""

    code = "no_calendar"


class BadData(FazhiError):
    """A parameter file or a district's override breaks the schema. Raised at load, with the file and the place."""

    code = "bad_parameter"
    exit_code = 1


class NoSuchParameter(FazhiError):
    """A parameter, tool or clock was named that does not exist."""

    code = "not_found"
