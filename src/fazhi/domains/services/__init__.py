"""Service activities of the lawyers' service group and of community counsel (法律服务活动)."""

LABEL = "法律服务活动"
