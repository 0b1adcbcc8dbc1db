"""Who is behind a balancer, and who of them may get requests now."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.balancer.member import Member
from app.engine.balancer.server import Server
from app.engine.journal import Journal


class Membership:
    """The servers in the order in which they were added. Not locked: the balancer's lock guards it.

    `eligible` is an immutable tuple, and the same object until it changes: policies build tables from it.
    """

    def __init__(self, journal: Journal, balancer: str, panic_threshold: float) -> None:
        self._journal = journal
        self._balancer = balancer
        self._members: dict[str, Member] = {}
        self.panic_threshold = panic_threshold
        self.panic = False
        self.eligible: tuple[Server, ...] = ()

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def get(self, name: str) -> Member:
        """LookupError if there is no server of that name."""
        if name not in self._members:
            raise LookupError(f"there is no server {name!r}, but: {', '.join(self._members) or 'none'}")
        return self._members[name]

    def of(self, server: Server) -> Member | None:
        """The member that is this very server; None if it was removed."""
        member = self._members.get(server.name)
        return member if member is not None and member.server is server else None

    def add(self, server: Server) -> Member:
        """ValueError if there is one of that name."""
        if server.name in self._members:
            raise ValueError(f"name: there is a server {server.name!r} already")
        member = self._members[server.name] = Member(server, server.weight)
        return member

    def remove(self, name: str, reason: str) -> Member:
        """LookupError if there is none of that name."""
        member = self.get(name)
        del self._members[name]
        self._journal.append("server.removed", balancer=self._balancer, server=name, reason=reason)
        self.look_again()
        return member

    def look_again(self) -> None:
        """Something about a member has changed: work out who is eligible, and whether to panic."""
        staying = [member for member in self if not member.draining]
        healthy = [member for member in staying if not member.out]
        share = len(healthy) / len(staying) if staying else 1.0
        panic = share < self.panic_threshold
        if panic != self.panic:
            self.panic = panic
            self._journal.append("balancer.panic", balancer=self._balancer, on=panic, healthy=round(share, 6))
        eligible = tuple(member.server for member in (staying if panic else healthy))
        if eligible != self.eligible:
            self.eligible = eligible

    def __repr__(self) -> str:
        return f"<Membership [{len(self.eligible)} of {len(self)} eligible]>"
