"""Django's settings: one module, steered by the environment (``FAZHI_…``, ``DATABASE_URL``).

State lies under ``FAZHI_HOME``. Nothing here is particular to a district.
"""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from django.utils.functional import lazy

from fazhi.kernel.site import secret_key

DEBUG = os.environ.get("FAZHI_DEBUG") == "1"
# The page that shows every component, for those who build pages.
SHOW_COMPONENTS = DEBUG or os.environ.get("FAZHI_COMPONENTS") == "1"
# Made when it is first used: a command that signs nothing leaves no file behind.
SECRET_KEY = lazy(secret_key, str)()
ALLOWED_HOSTS = os.environ.get("FAZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("FAZHI_ORIGINS", "").split(",") if origin]

# A domain with tables, procedures or pages has an ``apps.py``; the others are ledgers and figures alone.
DOMAINS = [
    point.value
    for point in sorted(entry_points(group="fazhi.domains"), key=lambda point: point.name)
    if point.value != "fazhi.kernel" and find_spec(f"{point.value}.apps") is not None
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "fazhi.kernel",
    *DOMAINS,
    "fazhi.faces.workbench",
    "fazhi.faces.api",
]
MIDDLEWARE = [
    "fazhi.faces.requests.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "fazhi.faces.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fazhi.kernel.ui.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fazhi.faces.workbench.middleware.SessionLimits",
    "fazhi.faces.workbench.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fazhi.faces.workbench.middleware.PageHeaders",
    "fazhi.faces.workbench.middleware.DistrictRulesOnce",
]
ROOT_URLCONF = "fazhi.faces.urls"
ASGI_APPLICATION = "fazhi.faces.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# So many connections a web process shares among its requests. Each request has a thread of its own there, so one that
# stays with its thread is never used again, and a busy hour takes all connections that the server has.
_POOL = int(os.environ.get("FAZHI_POOL", "0"))
# The address is found when the first connection is opened; see the backend.
DATABASES = {
    "default": {
        "ENGINE": "fazhi.kernel.database.backend",
        "NAME": "district",
        "CONN_MAX_AGE": 0 if _POOL else 60,
        "CONN_HEALTH_CHECKS": True,
        # What is asked for again and again lies in memory: an index costs little more than reading on, and the planner
        # should know. An address with options of its own decides for itself.
        "OPTIONS": {
            "options": "-c random_page_cost=1.1",
            # While the database is away it is looked for after 1, 3, 7 and 15 s, and then anew for who asks next.
            **({"pool": {"min_size": 1, "max_size": _POOL, "timeout": 20, "reconnect_timeout": 15}} if _POOL else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "fazhi.kernel.signing.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "fazhi.kernel.signing.passwords.NotCommon"},
    {"NAME": "fazhi.kernel.signing.passwords.NotNumeric"},
    {
        "NAME": "fazhi.kernel.signing.passwords.NotLikeTheUser",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign_in"
CSRF_FAILURE_VIEW = "fazhi.faces.workbench.matters.forged"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fazhi.kernel.ui.assets.BundledStatic"},
}
WHITENOISE_USE_FINDERS = True
# A bundle carries the hash of its content in its name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/ui/built/.+-[0-9A-Z]{8}\.(js|css)$"

SESSION_ENGINE = "fazhi.kernel.signing.store"
# The longest that anybody stays signed in, and how long where nothing is done.
SESSION_COOKIE_AGE = int(os.environ.get("FAZHI_SESSION_HOURS", "8")) * 60 * 60
SESSION_IDLE_SECONDS = int(os.environ.get("FAZHI_SESSION_IDLE_MINUTES", "30")) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("FAZHI_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

EMAIL_BACKEND = os.environ.get("FAZHI_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("FAZHI_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("FAZHI_EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("FAZHI_EMAIL_FROM", "fazhi@localhost")

ATTACHMENT_LIMIT = int(os.environ.get("FAZHI_ATTACHMENT_LIMIT", str(50 * 1024 * 1024)))
# Of a whole request: two of the largest files and what is written beside them. Pages with a script send them singly.
REQUEST_LIMIT = 2 * ATTACHMENT_LIMIT + 1024 * 1024
# So many days an unfinished form is kept after it was last touched.
DRAFT_DAYS = int(os.environ.get("FAZHI_DRAFT_DAYS", "14"))
# Requests a minute with one token.
API_RATE = int(os.environ.get("FAZHI_API_RATE", "300"))
# Machines to which other systems may have messages sent, and the secret with which figures of the running are read.
HOOK_HOSTS = frozenset(filter(None, os.environ.get("FAZHI_HOOK_HOSTS", "").split(",")))
METRICS_TOKEN = os.environ.get("FAZHI_METRICS_TOKEN", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR: Path | None = None

_LOG = "json" if os.environ.get("FAZHI_LOG") == "json" else "plain"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "fazhi.kernel.operations.logs.JsonLines"},
    },
    "filters": {"database": {"()": "fazhi.kernel.operations.logs.DatabaseTrouble"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _LOG, "filters": ["database"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Who fetched which file, and who asked for what is not theirs to see; and for machines every request.
    "loggers": {
        "fazhi.access": {"level": "INFO"},
        "fazhi.requests": {"level": "INFO" if _LOG == "json" else "WARNING"},
    },
}
