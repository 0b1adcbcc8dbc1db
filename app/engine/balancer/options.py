"""What a balancer does beyond choosing: time out, retry, watch its servers' health. All of it is off by default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerOptions:
    """Times are model seconds; None or 0 is off.

    - `request_timeout`: a request ends after it, wherever it is. The server is not told, and finishes its work.
    - `retries`: how many more servers may be tried after an attempt without an answer; `retry_budget` allows so many
      retries for each request there was (0.2: one in five), so that retries cannot double the load of a service in
      trouble. None: no limit.
    - Passive checks, from the traffic itself: after `eject_after` failures in a row a server gets nothing for
      `eject_time`; never more than `max_ejected` of all servers are out for that (but always one may be).
    - Active checks: every `check_interval` each server is asked; `fall` bad answers in a row put it out, `rise`
      good ones bring it back.
    - `panic_threshold`: if a smaller share than this is healthy, all servers get requests: a few bad answers are
      better than the whole load on the last one that is left.
    - `slow_start`: a server that is new, or comes back, gets its weight step by step over so long. It works with
      policies that read weights.
    """

    request_timeout: float | None = None
    retries: int = 0
    retry_budget: float | None = None
    eject_after: int | None = None
    eject_time: float = 10.0
    max_ejected: float = 0.5
    check_interval: float | None = None
    rise: int = 2
    fall: int = 3
    panic_threshold: float = 0.0
    slow_start: float = 0.0

    def __post_init__(self) -> None:
        self._at_least("retries", 0)
        self._at_least("eject_after", 1)
        self._at_least("rise", 1)
        self._at_least("fall", 1)
        self._at_least("retry_budget", 0.0)
        self._at_least("slow_start", 0.0)
        for name in ("request_timeout", "check_interval", "eject_time"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} must be above 0, not {value}")
        for name in ("max_ejected", "panic_threshold"):
            if not 0 <= (value := getattr(self, name)) <= 1:
                raise ValueError(f"{name} must be from 0 to 1, not {value}")

    def _at_least(self, name: str, least: float) -> None:
        value = getattr(self, name)
        if value is not None and not value >= least:
            raise ValueError(f"{name} must be at least {least}, not {value}")
