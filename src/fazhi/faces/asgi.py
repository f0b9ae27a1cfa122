"""What a web server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")

from django.core.asgi import get_asgi_application  # noqa: E402 (the settings must be named first)

application = get_asgi_application()
