"""Django set up once, with every domain's procedures registered. Needs no database."""

from __future__ import annotations

import os


def load() -> None:
    """Set up Django; what is wrong with a declaration stops here."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
