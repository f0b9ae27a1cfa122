"""The sentencing test (量刑测试): the range that the sentencing guideline leads to, with every step.

- :mod:`.charges`, :mod:`.circumstances`: the 23 charges and the common circumstances, with what excludes what
- :mod:`.tiers`, :mod:`.baseline`: amount → tier of 法定刑; 量刑起点 → 基准刑
- :mod:`.layers`: first layer multiplies, second adds; :mod:`.pronounce`: statutory limits, the court's margin
- :mod:`.concurrent`: several crimes; :mod:`.estimate`: the whole of it as one tool
- :mod:`.reading`: a plain sentence → charge, amount, circumstances, and what was not understood
- :mod:`.guidance`: what to say before and after

Months throughout, exact decimals, rounded only for display.
"""
