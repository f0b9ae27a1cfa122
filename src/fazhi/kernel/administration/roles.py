"""The roles of those who administer; they belong to no procedure."""

from __future__ import annotations

from fazhi.kernel.procedures.declaration import Role

ADMINISTRATOR = Role("administrator", "系统管理员")
"""Administers everything; counts only in the unit that the district names under :data:`POST`."""

UNIT_ADMINISTRATOR = Role("unit_administrator", "单位管理员")
"""Administers the people of a unit and of the units below it."""

STATISTICIAN = Role("statistician", "统计员")
"""Keeps the ledgers of the district; counts only in the bureau that runs the platform and in its sections."""

POST = "platform.administration"
"""The key under ``[posts]`` of the district's file with the unit that runs the platform."""

ROLES = (ADMINISTRATOR, UNIT_ADMINISTRATOR, STATISTICIAN)
