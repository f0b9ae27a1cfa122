"""Legal service vouchers for small businesses (法律服务现金券)."""

LABEL = "法律服务现金券"
