"""What a web server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from fazhi.faces.uploads import BodyLimit

application = BodyLimit(get_asgi_application(), settings.REQUEST_LIMIT)
