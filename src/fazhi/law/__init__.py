"""The law as code: parameters, periods, fees, statutes, sentencing. Pure Python; imports no other room.

- :mod:`fazhi.law.parameters`: every legal number as dated data with basis and check state (YAML beside it)
- :mod:`fazhi.law.calendar`, :mod:`fazhi.law.periods`: working days; when a deadline falls
- :mod:`fazhi.law.fees`, :mod:`fazhi.law.bulk`: fees and amounts, one by one with their steps, or by the million
- :mod:`fazhi.law.tools`: a calculation with declared inputs, the same for every door; the list is in ``catalogue``
- :mod:`fazhi.law.working`, :mod:`fazhi.law.results`: how a calculation writes down what it used and what it found
"""
