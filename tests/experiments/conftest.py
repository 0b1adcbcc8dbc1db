"""A real server and real clients, and programs that are over in a moment or never."""

from tests.live.conftest import make_site

__all__ = ["make_site"]
