"""The source of what runs in this process: which lines write which kind of event, and how they look."""

from app.source.listing import code_listing

__all__ = ["code_listing"]
