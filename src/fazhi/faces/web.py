"""One web process on a socket that is open already: ``python -m fazhi.faces.web DESCRIPTOR``.

The socket belongs to ``fazhi up``: while a web process is started again, callers wait and are not refused, and several
processes answer at one address.
"""

from __future__ import annotations

import socket
import sys

_GRACE = 10


def main() -> None:
    """Answer until told to stop, then finish what has been begun."""
    import uvicorn

    config = uvicorn.Config(
        "fazhi.faces.asgi:application",
        # Django's logging serves both.
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
