"""What the tests of the workbench share."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer rounds of the same hash: what is tested is not how long guessing takes."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
