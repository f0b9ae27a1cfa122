"""The rule-of-law index of the district (法治建设指标)."""

LABEL = "法治建设指标"
