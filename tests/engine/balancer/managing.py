"""What may happen to balancers and servers themselves, as far as a journal can tell."""

from __future__ import annotations

from app.engine import Event
from tests.engine.balancer.accounts import SETTINGS, Account, Machine


class Impossible(AssertionError):
    """An event that cannot have happened after those before it."""


class Managing:
    """The rules for events of balancers and servers. Part of PossibleBalancers."""

    balancers: dict[str, Account]
    count: int
    _event: Event

    def _must(self, condition: bool, otherwise: str) -> None:
        if not condition:
            raise Impossible(f"event {self.count}: {self._event!r}: {otherwise}")

    def _machine(self, balancer: Account, name: str) -> Machine:
        machine = balancer.machines.get(name)
        self._must(machine is not None, f"no such server, but {list(balancer.machines)}")
        assert machine is not None
        return machine

    def _of(self, event: Event) -> Machine:
        return self._machine(self.balancers[event.balancer], event.server)

    def _balancer_policy(self, event: Event) -> None:
        balancer = self.balancers.setdefault(event.balancer, Account())
        balancer.policy, balancer.why = event.policy, None

    def _balancer_panic(self, event: Event) -> None:
        balancer = self.balancers[event.balancer]
        self._must(balancer.panic != event.on, "it was so before")
        staying = [machine for machine in balancer.machines.values() if not machine.draining]
        healthy = sum(not machine.ejected for machine in staying) / len(staying) if staying else 1.0
        self._must(abs(event.healthy - healthy) < 1e-5, f"healthy: {healthy}")
        balancer.panic = event.on

    def _server_added(self, event: Event) -> None:
        machines = self.balancers[event.balancer].machines
        self._must(event.server not in machines, "there is one of that name")
        machines[event.server] = Machine(event)

    def _server_changed(self, event: Event) -> None:
        self._of(event).settings = {name: getattr(event, name) for name in SETTINGS}

    def _server_weighted(self, event: Event) -> None:
        machine = self._of(event)
        self._must(0 < event.weight <= machine.settings["weight"], "more than its full weight, or none")
        machine.seen["effective"] = event.weight

    def _server_draining(self, event: Event) -> None:
        machine = self._of(event)
        self._must(not machine.draining, "it was draining already")
        machine.draining = True

    def _server_removed(self, event: Event) -> None:
        machine = self._of(event)
        if event.reason == "drained":
            self._must(machine.draining and machine.seen["active"] == 0, "it is not drained")
        machine.removed = True
        del self.balancers[event.balancer].machines[event.server]

    def _server_ejected(self, event: Event) -> None:
        machine = self._of(event)
        machine.ejected = True
        machine.seen.update(reason=event.reason, until=event.until)

    def _server_restored(self, event: Event) -> None:
        machine = self._of(event)
        self._must(machine.ejected, "it was not ejected")
        machine.ejected = False
        machine.seen.update(reason=None, until=None)

    def _server_checked(self, event: Event) -> None:
        machine = self._of(event)
        self._must(event.ok == (machine.seen["up"] and not machine.seen["stopped"]), "that is not so")
        before = machine.seen["streak"]
        expected = before["count"] + 1 if before and before["ok"] == event.ok else 1
        self._must(event.streak == expected, f"the streak is {expected}")
        machine.seen["streak"] = {"ok": event.ok, "count": event.streak}

    def _server_crashed(self, event: Event) -> None:
        machine = self._of(event)
        machine.seen.update(up=False, stopped=False)
        machine.lost |= {*machine.queue, *machine.working.values()}

    def _server_stopped(self, event: Event) -> None:
        self._of(event).seen["stopped"] = True

    def _server_restarted(self, event: Event) -> None:
        machine = self._of(event)
        self._must(not machine.lost, f"what became of {machine.lost}?")
        machine.seen.update(up=True, stopped=False)
