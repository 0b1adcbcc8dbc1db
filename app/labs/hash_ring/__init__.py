"""The lab `hash-ring`: servers and keys on the engine's own ring, and requests that go there."""

from app.labs.hash_ring.lab import HashRingLab

__all__ = ["HashRingLab"]
