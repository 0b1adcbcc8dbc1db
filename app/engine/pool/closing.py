"""Closing connections that a pool has dropped: without its lock, for it may take time."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from app.engine.clock import ClockClosed

log = logging.getLogger(__name__)


def close_all(connections: Iterable[Any]) -> None:
    """Close every one of them. What cannot even be closed is gone all the same: the pool has let go of it."""
    for connection in connections:
        try:
            connection.close()
        except ClockClosed:
            raise
        except Exception:
            log.warning("a connection could not be closed: %r", connection, exc_info=True)
