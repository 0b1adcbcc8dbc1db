"""`python -m app`: serves Ringside on this machine and says where."""

from __future__ import annotations

import argparse
import errno
import socket
import sys
import threading
import webbrowser

from app import create_app
from app.pages.assets import vendor_present
from app.pages.site import SITE, Site


def main(arguments: list[str] | None = None) -> int:
    """Serves until Ctrl-C; the exit status is 1 if the address cannot be had."""
    options = _options(arguments)
    if (trouble := _trouble(options.host, options.port)) is not None:
        print(trouble, file=sys.stderr)
        return 1
    app = create_app()
    site: Site = app.extensions[SITE]
    for fault in site.library.faults():
        print(f"{fault}\n  (this lesson is not shown; the others are)", file=sys.stderr)
    if not vendor_present():
        print(
            "The browser libraries are missing (static/vendor): ./ringside run fetches them.\n"
            "Until then the pages can be read, but nothing in them moves.",
            file=sys.stderr,
        )

    def ready(host: str, port: int) -> None:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        print(f"Ringside is at {address}", flush=True)
        # The numbers in the lessons, computed while the first visitor is still reading the map.
        threading.Thread(target=site.library.warm, name="lesson numbers", daemon=True).start()
        if options.open:
            webbrowser.open(address)

    from app.live import run

    run(app, host=options.host, port=options.port, ready=ready)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m app", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="the port; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: a number from 0 to 65535 is")
    return int(text)


def _trouble(host: str, port: int) -> str | None:
    """Why `host` and `port` cannot be had, or None. Asked before, for the server itself would end the process."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Try another one: --port {port + 1 if port < 65535 else 0}"
        return f"Cannot listen on {host}, port {port}: {error.strerror or error}"
    return None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before the server was there to take it
        sys.exit(130)
