"""Which servers are fit to be sent to: judged by their answers (passive checks) and by asking them (active checks)."""

from __future__ import annotations

import threading

from app.engine.balancer.member import CHECKS, FAILURES, Member
from app.engine.balancer.membership import Membership
from app.engine.balancer.options import BalancerOptions
from app.engine.clock import Clock, Waiter
from app.engine.journal import Journal

STEPS = 10  # of a slow start


class Health:
    """Ejects servers and brings them back. `lock` is the balancer's, and held by whoever calls, except for `start`."""

    def __init__(
        self, clock: Clock, journal: Journal, balancer: str, lock: threading.RLock, members: Membership
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._balancer = balancer
        self._lock = lock
        self._members = members
        self._waiter: Waiter | None = None
        self._checking = False
        self.options = BalancerOptions()

    def configure(self, options: BalancerOptions) -> None:
        """What is checked from now on. Servers that are out for a check that is now off come back."""
        again = options.check_interval != self.options.check_interval
        self.options = options
        if options.eject_after is None:
            self._forget(FAILURES)
        if options.check_interval is None:
            self._forget(CHECKS)
        elif not self._checking:
            self._checking = True
            self._clock.spawn(self._check_all, name=f"checks-{self._balancer}", daemon=True)
        if again and self._waiter is not None:
            self._waiter.wake()

    # -- passive: what the answers say -----------------------------------------------------------------------------

    def succeeded(self, member: Member) -> None:
        member.failures = 0

    def failed(self, member: Member) -> None:
        """An attempt there got no answer. So many in a row, and it is out for a while."""
        member.failures += 1
        wanted = self.options.eject_after
        if wanted is None or member.failures < wanted or FAILURES in member.out or not self._may_eject():
            return
        until = round(self._clock.now() + self.options.eject_time, 9)
        self._put_out(member, FAILURES, until)
        self._clock.call_at(until, lambda: self._serve_out(member, until))

    def _may_eject(self) -> bool:
        """One may always be out for its answers; more, as long as they are no larger share than max_ejected."""
        out = sum(FAILURES in member.out for member in self._members)
        return out == 0 or (out + 1) / len(self._members) <= self.options.max_ejected

    def _serve_out(self, member: Member, until: float) -> None:
        with self._lock:
            if member.out.get(FAILURES) == until:
                self._take_back(member, FAILURES, "time")

    # -- active: asking --------------------------------------------------------------------------------------------

    def _check_all(self) -> None:
        """A daemon of the clock: asks every server, again and again."""
        due = self._clock.now()
        while True:
            with self._lock:
                interval = self.options.check_interval
                if interval is None:
                    self._checking = False
                    return
                due = max(due + interval, self._clock.now())
                self._waiter = waiter = self._clock.waiter()
            if waiter.wait(due):  # the interval has changed
                due = self._clock.now()
                continue
            with self._lock:
                for member in list(self._members):
                    self._note_check(member, member.server.backend is None or member.server.backend.answers)

    def _note_check(self, member: Member, ok: bool) -> None:
        streak = member.streak[1] + 1 if member.streak and member.streak[0] == ok else 1
        member.streak = ok, streak
        self._journal.append("server.checked", balancer=self._balancer, server=member.name, ok=ok, streak=streak)
        if not ok and streak >= self.options.fall and CHECKS not in member.out:
            self._put_out(member, CHECKS, None)
        elif ok and streak >= self.options.rise and CHECKS in member.out:
            self._take_back(member, CHECKS, "checks")

    # -- out, and back ---------------------------------------------------------------------------------------------

    def _put_out(self, member: Member, reason: str, until: float | None) -> None:
        member.out[reason] = until
        self._note_ejected(member)
        self._members.look_again()

    def _take_back(self, member: Member, reason: str, because: str) -> None:
        del member.out[reason]
        member.failures = 0
        if self._members.of(member.server) is None:
            return
        if member.out:  # there is another reason
            self._note_ejected(member)
            return
        self._journal.append("server.restored", balancer=self._balancer, server=member.name, reason=because)
        self.start_slowly(member)
        self._members.look_again()

    def _note_ejected(self, member: Member) -> None:
        self._journal.append(
            "server.ejected", balancer=self._balancer, server=member.name, reason=member.reason, until=member.until
        )

    def _forget(self, reason: str) -> None:
        for member in self._members:
            if reason in member.out:
                self._take_back(member, reason, "unchecked")

    # -- slow start ------------------------------------------------------------------------------------------------

    def start_slowly(self, member: Member) -> None:
        """Let its weight rise to the full one, in even steps."""
        member.comebacks += 1
        if self.options.slow_start > 0:
            self._rise(member, member.comebacks, 1)
        else:  # it may still have been rising when it went
            self.weigh_fully(member)

    def weigh_fully(self, member: Member) -> None:
        """End its slow start, if there is one."""
        member.comebacks += 1
        if member.server.weight != member.weight:
            self.weigh(member, member.weight)

    def _rise(self, member: Member, comeback: int, step: int) -> None:
        if member.comebacks != comeback or self._members.of(member.server) is None:
            return
        self.weigh(member, float(f"{member.weight * step / STEPS:.9g}") if step < STEPS else member.weight)
        if step < STEPS:
            t = self._clock.now() + self.options.slow_start / STEPS
            self._clock.call_at(t, lambda: self._rise_later(member, comeback, step + 1))

    def _rise_later(self, member: Member, comeback: int, step: int) -> None:
        with self._lock:
            self._rise(member, comeback, step)

    def weigh(self, member: Member, weight: float) -> None:
        """What the policies see as its weight from now on."""
        member.server.weight = weight
        self._journal.append("server.weighted", balancer=self._balancer, server=member.name, weight=weight)
