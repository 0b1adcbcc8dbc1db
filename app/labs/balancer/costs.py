"""What one pick of a policy costs on this machine, in nanoseconds: measured in a process of its own.

``python -m app.labs.balancer.costs round_robin`` prints it as JSON, by number of servers.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from functools import lru_cache
from time import perf_counter_ns

from app import ROOT
from app.engine.balancer import Request, Server
from app.engine.balancer.policies import PolicyOptions, make_policy

SIZES = (3, 100, 10_000)  # servers
ENOUGH = 20_000_000  # ns of picking for one figure
ROUNDS = 3  # the best of them counts: the others were disturbed
TIME_LIMIT = 120.0  # s


@lru_cache
def pick_costs(policy: str) -> dict[int, float]:
    """Nanoseconds a pick by number of servers. RuntimeError if it could not be measured.

    In another process: a ring of 10,000 servers takes seconds to build, and no lab should stand still for that.
    """
    command = [sys.executable, "-m", "app.labs.balancer.costs", policy]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the cost of {policy} could not be measured: {done.stderr[-500:]}")
    return {int(size): cost for size, cost in json.loads(done.stdout).items()}


def measure(policy: str, size: int) -> float:
    """Nanoseconds a pick among `size` servers, with everything built before and requests of many keys."""
    rng = random.Random(f"{policy}/{size}")
    servers = tuple(Server(f"server-{n}") for n in range(size))
    for server in servers:
        server.active = rng.randrange(10)
    requests = [Request(key=f"user:{n}", client_ip=f"10.0.{n // 250}.{n % 250}") for n in range(500)]
    picker = make_policy(policy, PolicyOptions(rng=rng, now=lambda: 0.0))
    pick = picker.pick
    pick(servers, requests[0])
    best = float("inf")
    for _ in range(ROUNDS):
        count, begin, spent = 0, perf_counter_ns(), 0
        while spent < ENOUGH / ROUNDS:
            for request in requests[: 500 if size < 1000 else 20]:
                pick(servers, request)
                count += 1
            spent = perf_counter_ns() - begin
        best = min(best, spent / count)
    return best


if __name__ == "__main__":
    print(json.dumps({size: measure(sys.argv[1], size) for size in SIZES}))
