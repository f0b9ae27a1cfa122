"""Human numbers: 罗船〔2026〕12号, one sequence a kind and year, from a row that is locked while it is counted on."""

from __future__ import annotations

import datetime as dt

from fazhi.kernel.district import current
from fazhi.kernel.models import NumberCounter
from fazhi.kernel.procedures import Procedure


def take(procedure: type[Procedure], day: dt.date) -> tuple[int, int, str]:
    """The next number: its year, its order, and how it is written. Inside the caller's transaction: no gaps."""
    NumberCounter.objects.bulk_create([NumberCounter(procedure=procedure.id, year=day.year)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(procedure=procedure.id, year=day.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return day.year, counter.last, f"{current().abbreviation}{procedure.word}〔{day.year}〕{counter.last}号"


def go_on_after(procedure: str, year: int, last: int) -> None:
    """Let the next number of a year be the one after ``last``: a business that moves in goes on where its paper ledger
    ended. Numbers are never given twice, so it only goes forward.
    """
    NumberCounter.objects.bulk_create([NumberCounter(procedure=procedure, year=year)], ignore_conflicts=True)
    NumberCounter.objects.filter(procedure=procedure, year=year, last__lt=last).update(last=last)
