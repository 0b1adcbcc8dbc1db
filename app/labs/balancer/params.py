"""What the balancer lab can be told: each parameter declared once."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, ValidationInfo, field_validator

from app.labs.balancer.policy_names import LABELS, PolicyName, RivalName, rival
from app.labs.declare import parameter
from app.labs.lists import numbers
from app.labs.parts import RunParams, slow_motion

MOST_THREADS = 256  # of one lab: workers of all servers in all lanes
SLOWEST, FASTEST = 0.01, 100.0  # speeds: beyond them work would never end, or not take any time
HEAVIEST = 100.0  # weight: a ring has so many times as many points


class Params(RunParams):
    """Parameters of the lab `balancer`. Times are model seconds."""

    model_config = ConfigDict(validate_default=True)  # also one that was not given must go with the others

    # How to choose.
    policy: PolicyName = parameter(
        "round_robin", "Policy", "How the balancer chooses a server.", group="policy", main=True, labels=LABELS
    )
    rival_1: RivalName = rival(1)
    rival_2: RivalName = rival(2)
    rival_3: RivalName = rival(3)
    vnodes: int = parameter(
        150, "Virtual nodes", "Points of each server on the hash ring.", group="policy", low=1, high=500
    )
    bound: float = parameter(
        1.25,
        "Load bound",
        "Bounded load: no server gets more than so many times the average of open requests.",
        group="policy",
        low=1.01,
        high=4.0,
        step=0.01,
    )
    # What comes.
    arrival_rate: float = parameter(
        10.0,
        "Arrival rate",
        "Requests a second, in all.",
        group="traffic",
        unit="1/s",
        low=0.5,
        high=1000.0,
        scale="log",
        main=True,
    )
    pattern: Literal["poisson", "even", "burst"] = parameter(
        "poisson",
        "Pattern",
        "Poisson: as by chance. Even: all gaps alike. Burst: ten at a time.",
        group="traffic",
        applies="rebuild",
        labels={"poisson": "by chance (Poisson)", "even": "even", "burst": "bursts of ten"},
    )
    work_time: float = parameter(
        0.2,
        "Work time",
        "Mean time a request is worked on by a server of speed 1.",
        group="traffic",
        unit="s",
        low=0.001,
        high=5.0,
        scale="log",
        main=True,
    )
    work_spread: float = parameter(
        0.5,
        "Work spread",
        "How much work times differ: 0 for all the same, 1 for anything from nothing to twice the mean.",
        group="traffic",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    clients: int = parameter(20, "Clients", "Different addresses that ask.", group="traffic", low=1, high=200)
    office_share: float = parameter(
        0.0,
        "Office share",
        "Share of requests that come from one address: an office behind one router.",
        unit="share",
        group="traffic",
        low=0.0,
        high=0.9,
        step=0.05,
    )
    key_count: int = parameter(
        100, "Keys", "Different keys that are asked for.", group="traffic", low=1, high=10_000, scale="log"
    )
    hot_share: float = parameter(
        0.0,
        "Hot key",
        "Share of requests that ask for one key.",
        unit="share",
        group="traffic",
        low=0.0,
        high=0.9,
        step=0.05,
    )
    # Who serves.
    servers: int = parameter(3, "Servers", "Servers behind the balancer.", group="servers", low=1, high=100, main=True)
    weights: str = parameter(
        "", "Weights", "One for each server, such as 5, 3, 2; those not named have 1.", group="servers"
    )
    speeds: str = parameter(
        "", "Speeds", "One for each server: 0.25 takes four times as long; those not named have 1.", group="servers"
    )
    queue_capacity: int = parameter(
        50, "Queue capacity", "Requests that may wait at one server; the next is refused.", group="servers",
        low=0, high=500,
    )  # fmt: skip
    failure_rate: float = parameter(
        0.0, "Failure rate", "Share of requests that a server answers with an error.", unit="share", group="servers",
        low=0.0, high=1.0, step=0.01,
    )  # fmt: skip
    open_at_start: str = parameter(
        "",
        "Open at start",
        "Requests that each server has when the run begins, such as 12, 8, 15.",
        group="servers",
        applies="rebuild",
    )
    workers: int = parameter(
        1, "Workers", "Threads of each server, each working on one request.", group="servers", low=1, high=4
    )
    # Whether they are well.
    passive_checks: bool = parameter(False, "Passive checks", "Eject a server after failures in a row.", group="health")
    eject_after: int = parameter(3, "Eject after", "Failures in a row that eject it.", group="health", low=1, high=20)
    eject_time: float = parameter(
        5.0, "Eject time", "How long an ejected server gets nothing.", group="health", unit="s", low=0.1, high=120.0,
        scale="log",
    )  # fmt: skip
    max_ejected: float = parameter(
        0.5, "Max ejected", "Largest share of servers ejected at a time; one may always be.", unit="share",
        group="health", low=0.0, high=1.0, step=0.05,
    )  # fmt: skip
    active_checks: bool = parameter(
        False, "Active checks", "Ask every server, again and again, whether it is up.", group="health"
    )
    check_interval: float = parameter(
        1.0, "Check interval", "Time between two checks.", group="health", unit="s", low=0.05, high=60.0, scale="log"
    )
    fall: int = parameter(3, "Fall", "Bad checks in a row that put a server out.", group="health", low=1, high=10)
    rise: int = parameter(2, "Rise", "Good checks in a row that bring it back.", group="health", low=1, high=10)
    panic_threshold: float = parameter(
        0.0,
        "Panic threshold",
        "If a smaller share of servers is healthy, all of them get requests. 0: never.",
        unit="share",
        group="health",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    slow_start: float = parameter(
        0.0,
        "Slow start",
        "Time over which a new or restored server gets its full weight. For policies that read weights.",
        group="health",
        unit="s",
        low=0.0,
        high=60.0,
    )
    # What else the balancer may do.
    request_timeout: float | None = parameter(
        None, "Request timeout", "How long a client waits for its answer.", group="retries", unit="s", low=0.01,
        high=60.0, scale="log", null="never",
    )  # fmt: skip
    retries: int = parameter(
        0, "Retries", "Other servers to try after an attempt without an answer.", group="retries", low=0, high=3
    )
    retry_budget: float | None = parameter(
        None,
        "Retry budget",
        "Retries allowed for each request that came, so that they cannot double the load.",
        unit="share",
        group="retries",
        low=0.0,
        high=1.0,
        step=0.05,
        null="no limit",
    )
    slow: float = slow_motion(2.0)

    @field_validator("rival_1", "rival_2", "rival_3")
    @classmethod
    def _another_policy(cls, value: str, info: ValidationInfo) -> str:
        before = {name: info.data.get(name) for name in ("policy", "rival_1", "rival_2")}
        for name, other in before.items():
            if value != "none" and name != info.field_name and value == other:
                raise ValueError(f"must be another policy than {name}: {value} cannot race itself")
        return value

    @field_validator("weights")
    @classmethod
    def _above_zero(cls, value: str) -> str:
        numbers(value, above=0, most=HEAVIEST)
        return value

    @field_validator("speeds")
    @classmethod
    def _in_reach(cls, value: str) -> str:
        numbers(value, least=SLOWEST, most=FASTEST)
        return value

    @field_validator("open_at_start")
    @classmethod
    def _counts(cls, value: str) -> str:
        if any(number != int(number) or number > 200 for number in numbers(value, least=0)):
            raise ValueError("must be whole numbers up to 200, separated by commas")
        return value

    @field_validator("workers")
    @classmethod
    def _not_too_many_threads(cls, value: int, info: ValidationInfo) -> int:
        """Here and not at `servers`: only now are all three of them known."""
        given = info.data
        lanes = 1 + sum(given.get(f"rival_{n}", "none") != "none" for n in (1, 2, 3))
        threads = lanes * given.get("servers", 1) * value
        if threads > MOST_THREADS:
            raise ValueError(
                f"times servers times policies may be {MOST_THREADS} threads at most, not {threads}: "
                f"{value} × {given['servers']} × {lanes}"
            )
        return value

    @property
    def lanes(self) -> tuple[str, ...]:
        """The policies that race each other, the first one first."""
        rivals = (self.rival_1, self.rival_2, self.rival_3)
        return (self.policy, *(name for name in rivals if name != "none"))
