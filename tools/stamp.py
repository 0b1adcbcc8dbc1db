"""Stamp files: proof that an installation was finished, and from which files it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


class Stamp:
    """A file that holds the fingerprint of the `sources` an installation was made from.

    It is removed before an installation begins and written after it has ended well, so an installation that
    was interrupted leaves none and is done again.
    """

    def __init__(self, path: Path, sources: Iterable[Path]) -> None:
        self.path = path
        self.sources = tuple(sources)

    def fingerprint(self) -> str:
        """A hash over the names and contents of the sources."""
        digest = hashlib.sha256()
        for source in self.sources:
            content = source.read_bytes()
            digest.update(f"{source.name} {len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()

    def fresh(self) -> bool:
        """True if the installation was finished and its sources have not changed since."""
        try:
            return self.path.read_text().strip() == self.fingerprint()
        except OSError:
            return False

    def around(self, install: Callable[[], None]) -> None:
        """Install, with no stamp while it lasts, nor after it has failed."""
        before = self.fingerprint()  # a source edited meanwhile must make the stamp stale
        self.path.unlink(missing_ok=True)
        install()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(before + "\n")
