"""Callers of the API and the people whose tokens they have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api_calls import Caller, caller_of
from coordination_walk import Cast, cast


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def calling() -> Callable[..., Caller]:
    """A caller for somebody, with some scopes or all."""
    return caller_of
