"""How pip reaches its index here, handed on to pip itself and to uv, which reads none of pip's configuration."""

from __future__ import annotations

import ast
import os
import re
import tempfile
from pathlib import Path
from typing import Mapping  # noqa: UP035 (Python 3.8 has no subscriptable collections.abc)

# Where and how to reach an index: the only settings of pip that may pass. Any other (user, target, constraint, …)
# would bend what is installed, or where to.
INDEX_SETTINGS = (
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "cert",
    "client-cert",
    "trusted-host",
    "proxy",
    "timeout",
    "retries",
)
# A user who configured uv itself keeps that; the rest of UV_* would bend the installation in the same way.
UV_KEPT = re.compile(
    r"UV_(INDEX\w*|DEFAULT_INDEX|EXTRA_INDEX_URL|FIND_LINKS|CACHE_DIR|NO_CACHE|LINK_MODE|OFFLINE"
    r"|HTTP_\w+|SYSTEM_CERTS|NATIVE_TLS|INSECURE_HOST|KEYRING_PROVIDER|CONCURRENT_\w+)$"
)
FOREIGN = re.compile(r"(PIP|UV|CONDA)_|(VIRTUAL_ENV|PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|__PYVENV_LAUNCHER__)$")


def pip_settings(listing: str) -> dict[str, str]:
    """The index settings in the output of ``pip config list``, the more special place winning as it does in pip."""
    found: dict[str, str] = {}
    for place in ("global", "install", ":env:"):
        for name, value in re.findall(rf"^{place}\.([\w-]+)=(.+)$", listing, re.M):
            if name in INDEX_SETTINGS:
                found[name] = " ".join(str(ast.literal_eval(value)).split())
    return found


def _truth(value: str) -> bool:
    return value.lower() in ("1", "true", "yes", "y", "t", "on")


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's environment without what would lead Python, pip or uv elsewhere."""
    kept = {k: v for k, v in environment.items() if UV_KEPT.match(k) or not FOREIGN.match(k)}
    return {**kept, "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"}


def pip_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    ours = {"PIP_" + name.upper().replace("-", "_"): value for name, value in settings.items()}
    return {
        **clean_environment(environment),
        **ours,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def uv_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The same index for uv, which reads none of pip's configuration.

    Environment and not arguments, so that a password in an address does not stand in the list of processes.
    """
    result = clean_environment(environment)
    if "index-url" in settings:
        result["UV_DEFAULT_INDEX"] = settings["index-url"]
    if "extra-index-url" in settings:
        result["UV_INDEX"] = settings["extra-index-url"]
    if "find-links" in settings:
        result["UV_FIND_LINKS"] = settings["find-links"].replace(" ", ",")
    if "trusted-host" in settings:
        result["UV_INSECURE_HOST"] = settings["trusted-host"]
    if "timeout" in settings:
        result["UV_HTTP_TIMEOUT"] = settings["timeout"].partition(".")[0]
    if "client-cert" in settings:
        result["SSL_CLIENT_CERT"] = settings["client-cert"]
    if "proxy" in settings:
        proxy = settings["proxy"]
        result["ALL_PROXY"] = proxy if "://" in proxy else "http://" + proxy
    if "SSL_CERT_FILE" not in result:
        bundle = settings.get("cert") or result.get("REQUESTS_CA_BUNDLE") or result.get("CURL_CA_BUNDLE")
        if bundle:
            result["SSL_CERT_DIR" if os.path.isdir(bundle) else "SSL_CERT_FILE"] = bundle
    if not _cache_is_writable(result):
        result["UV_NO_CACHE"] = "1"
    # pip looks at all indexes alike; the hashes of the lock make that safe here.
    return {**result, "UV_INDEX_STRATEGY": "unsafe-best-match", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def uv_arguments(settings: Mapping[str, str]) -> list[str]:
    """What uv takes only as an argument."""
    return ["--no-index"] if _truth(settings.get("no-index", "")) else []


def _cache_is_writable(environment: Mapping[str, str]) -> bool:
    if "UV_CACHE_DIR" in environment:
        cache = Path(environment["UV_CACHE_DIR"])
    elif "XDG_CACHE_HOME" in environment:
        cache = Path(environment["XDG_CACHE_HOME"], "uv")
    elif environment.get("HOME"):
        cache = Path(environment["HOME"], ".cache", "uv")
    else:
        return False
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=str(cache)):
            return True
    except OSError:
        return False
