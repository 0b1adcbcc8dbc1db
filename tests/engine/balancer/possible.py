"""A reference: is this journal of balancers possible, and what is the state after it?

It knows what a balancer and its servers may do, and nothing of how ours do it. The state has the shape of the lab's
keyframes, so this is the twin of the browser's reducer, and can be compared with the engine's own account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.engine import Event
from tests.engine.balancer.accounts import Account, Machine
from tests.engine.balancer.managing import Managing


class PossibleBalancers(Managing):
    """Follows a journal event by event; Impossible (an AssertionError) names the first that cannot be.

    A request is arriving, and assigned to one server at a time; it waits there in line, is taken by a worker that has
    nothing else to do, and ends once: served, failed, refused or timed out. What a worker has of a request that timed
    out, it finishes. A crash takes everything a server has. Nobody is sent to a server that is ejected or draining.
    """

    def __init__(self, *, sent_by_hand: bool = False, real_time: bool = False) -> None:
        self.balancers: dict[str, Account] = {}
        self.requests: dict[int, dict[str, Any]] = {}
        self.at: dict[int, Machine | None] = {}  # request -> where it is, or its worker is
        self.dropped: dict[int, str] = {}  # why the last attempt of a request ended
        self.ended: set[int] = set()
        self.count = 0
        self._by_hand = sent_by_hand  # the first requests of a run may be given to any server
        self._late = 3600.0 if real_time else 1e-9  # how much later than what it tells of an event may be stamped
        self._t = 0.0

    def follow(self, events: Iterable[Event]) -> PossibleBalancers:
        for event in events:
            self._event = event
            self._must(event.t >= self._t, "time went back")
            self._t = event.t
            self.count += 1
            if (rule := getattr(self, "_" + event.kind.replace(".", "_"), None)) is not None:
                rule(event)
        return self

    def state(self) -> dict[str, Any]:
        """As in a keyframe, without time and the view's memory."""
        balancers = {name: balancer.state() for name, balancer in self.balancers.items()}
        requests = {}
        for number, request in sorted(self.requests.items()):
            machine = self.at[number]
            server = machine.name if machine is not None and not machine.removed else None
            requests[str(number)] = {**request, "server": server}
        return {"balancers": balancers, "requests": requests}

    def check_nothing_is_open(self) -> None:
        """After a run in which everybody had the time to finish."""
        assert not self.requests, self.requests
        for balancer in self.balancers.values():
            self._check_totals(balancer, 0)
            for machine in balancer.machines.values():
                assert (machine.seen["active"], machine.queue, machine.working) == (0, [], {})

    def check_totals(self) -> None:
        """arrived = served + failed + refused + timed out + in flight; open attempts are the servers' active ones."""
        for name, balancer in self.balancers.items():
            mine = {n: it for n, it in self.requests.items() if it["balancer"] == name and it["state"] != "abandoned"}
            self._check_totals(balancer, len(mine))
            for machine in balancer.machines.values():
                assert machine.seen["active"] == sum(self.at[number] is machine for number in mine)

    @staticmethod
    def _check_totals(balancer: Account, in_flight: int) -> None:
        ended = sum(balancer.totals[name] for name in ("served", "failed", "refused", "timed_out"))
        assert balancer.totals["arrived"] == ended + in_flight, balancer.totals

    # -- a request's way -------------------------------------------------------------------------------------------

    def _request_arrived(self, event: Event) -> None:
        number = event.request
        self._must(number not in self.requests and number not in self.ended, "the number was used before")
        self.requests[number] = {
            "balancer": event.balancer, "client": event.client, "server": None, "state": "arriving", "since": event.t,
            "arrived": event.t, "until": None, "who": None, "attempt": 0,
        }  # fmt: skip
        self.at[number] = None
        self.balancers[event.balancer].totals["arrived"] += 1

    def _request_assigned(self, event: Event) -> None:
        request, balancer = self._open(event, "arriving")
        machine = self._machine(balancer, event.server)
        self._must(not machine.draining, "it is draining")
        self._must(machine in balancer.eligible or self._by_hand, "it is ejected, and there is no panic")
        self._must(event.attempt == request["attempt"] + 1, "an attempt was left out")
        self._must(self.dropped.pop(event.request, None) is not None or event.attempt == 1, "why again?")
        request.update(state="queued", since=event.t, attempt=event.attempt)
        self.at[event.request] = machine
        machine.queue.append(event.request)
        machine.seen["active"] += 1
        machine.seen["picked"] += 1
        balancer.totals["retries"] += event.attempt > 1
        balancer.why = event.why
        balancer.picked = {"request": event.request, "server": event.server, "t": event.t}

    def _request_working(self, event: Event) -> None:
        request, _ = self._open(event, "queued")
        machine = self.at[event.request]
        assert machine is not None
        self._must(machine.queue[0] == event.request, f"it is not first in line: {machine.queue}")
        self._must(event.who.rpartition("/")[0] == machine.name, "a worker of another server")
        self._must(event.who not in machine.working, "that worker has work already")
        self._must(machine.seen["up"], "the server is down")
        self._must(event.until >= event.t - self._late, "done before it began")
        machine.queue.pop(0)
        machine.working[event.who] = event.request
        request.update(state="working", since=event.t, until=event.until, who=event.who)

    def _request_dropped(self, event: Event) -> None:
        number = event.request
        machine = self.at[number]
        assert machine is not None
        self._must(event.server == machine.name, f"it is at {machine.name}")
        self._must(event.attempt == self.requests[number]["attempt"], "of another attempt")
        if event.reason == "abandoned":
            self._open(event, "abandoned")
            machine.lose(number)
            machine.lost.discard(number)
            self._forget(number)
            return
        request, _ = self._open(event, "queued", "working")
        match event.reason:
            case "queue_full":
                room = machine.settings["queue_capacity"] + machine.free
                self._must(machine.queue[-1] == number and len(machine.queue) > room, "there was room")
            case "refused":
                self._must(
                    machine.queue[-1] == number and (machine.seen["stopped"] or not machine.seen["up"]), "it is up"
                )
            case "crashed":
                self._must(number in machine.lost, "it had not crashed")
            case "error":
                self._must(request["state"] == "working" and event.t >= request["until"], "not done yet")
        machine.lost.discard(number)
        machine.lose(number)
        self._leave(machine, "failed")
        self.at[number] = None
        self.dropped[number] = event.reason
        request.update(state="arriving", since=event.t, until=None, who=None)

    def _request_served(self, event: Event) -> None:
        request, balancer = self._open(event, "working")
        machine = self.at[event.request]
        assert machine is not None
        self._must(event.t >= request["until"], "not done yet")
        self._must(machine.working.get(event.who) == event.request, "somebody else has it")
        self._must(event.request not in machine.lost, "the server had crashed")
        machine.lose(event.request)
        self._leave(machine, "served")
        self._end(event, balancer, "served")

    def _request_failed(self, event: Event) -> None:
        _, balancer = self._open(event, "arriving")
        self._must(self.dropped.get(event.request) in ("refused", "error", "crashed"), "nothing went wrong")
        self._end(event, balancer, "failed")

    def _request_refused(self, event: Event) -> None:
        _, balancer = self._open(event, "arriving")
        if event.reason == "no_server":
            self._must(event.request not in self.dropped and not balancer.eligible, "there was a server")
        else:
            self._must(self.dropped.get(event.request) == event.reason == "queue_full", "it was not full")
        self._end(event, balancer, "refused", latency=False)

    def _request_timed_out(self, event: Event) -> None:
        request, balancer = self._open(event, "queued", "working")
        machine = self.at[event.request]
        assert machine is not None
        self._leave(machine, None)
        goes_on = request["state"] == "working"
        if not goes_on:
            machine.lose(event.request)
        self._end(event, balancer, "timed_out", keep=goes_on)
        if goes_on:
            request.update(state="abandoned", since=event.t)

    def _retry_denied(self, event: Event) -> None:
        _, balancer = self._open(event, "arriving")
        self._must(event.request in self.dropped, "nothing went wrong")
        self._must(event.reason == "budget" or not balancer.eligible, "there was a server")

    def _open(self, event: Event, *states: str) -> tuple[dict[str, Any], Account]:
        request = self.requests.get(event.request)
        self._must(request is not None, "it has ended" if event.request in self.ended else "it never came")
        assert request is not None
        self._must(request["state"] in states, f"it is {request['state']}")
        return request, self.balancers[request["balancer"]]

    def _end(self, event: Event, balancer: Account, how: str, *, keep: bool = False, latency: bool = True) -> None:
        number = event.request
        self._must(number not in self.ended, "it has ended already")
        if latency:
            took = event.t - self.requests[number]["arrived"]
            self._must(-1e-9 <= took - event.latency <= self._late, f"it took {took}")
        self.ended.add(number)
        balancer.totals[how] += 1
        self.dropped.pop(number, None)
        if not keep:
            self._forget(number)

    def _forget(self, number: int) -> None:
        del self.requests[number], self.at[number]

    def _leave(self, machine: Machine, count: str | None) -> None:
        machine.seen["active"] -= 1
        self._must(machine.seen["active"] >= 0, "fewer than no open requests")
        if count is not None:
            machine.seen[count] += 1
