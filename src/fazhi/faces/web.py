"""One web process on a socket that is open already: ``python -m fazhi.faces.web DESCRIPTOR``.

The socket belongs to ``fazhi up``: while a web process is started again, callers wait and are not refused, and several
processes answer at one address.
"""

from __future__ import annotations

import gc
import os
import socket
import sys

_GRACE = 10
_CONNECTIONS = "16"


def main() -> None:
    """Answer until told to stop, then finish what has been begun."""
    import uvicorn

    os.environ.setdefault("FAZHI_POOL", _CONNECTIONS)
    # Who may say on whose behalf it asks, and whether by HTTPS (X-Forwarded-For, X-Forwarded-Proto): from anybody else
    # both are ignored.
    proxies = os.environ.get("FAZHI_PROXIES", "127.0.0.1,::1")
    config = uvicorn.Config(
        "fazhi.faces.asgi:application",
        # Django's logging serves both.
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=proxies,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    config.load()
    settle()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


def settle() -> None:
    """Read what answering needs before anybody asks, and let the collector of garbage leave it alone from now on.

    To go through all of it takes a tenth of a second, in the middle of somebody's request.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
