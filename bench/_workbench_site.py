"""Settings of the bench of the workbench: the platform with Django's admin beside it."""

from fazhi.settings import *  # noqa: F403
from fazhi.settings import INSTALLED_APPS as _PLATFORM

INSTALLED_APPS = ["django.contrib.admin", *_PLATFORM]
ROOT_URLCONF = "bench._workbench_urls"
ALLOWED_HOSTS = ["testserver"]
