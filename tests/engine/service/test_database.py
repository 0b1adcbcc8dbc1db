"""The in-process database: how a session opens, works, is refused, is killed."""

from __future__ import annotations

import threading

import pytest

from app.engine import Journal, ScaledClock
from app.engine.service import (
    ConnectionLost,
    Database,
    DatabaseDown,
    DatabaseOptions,
    Session,
    TooManyConnections,
)
from tests.engine.service.house import AT_ONCE, SLOW, House


def query(database: Database, seconds: float) -> None:
    database.connect().query(seconds)


def test_a_session_opens_in_three_phases(house: House) -> None:
    database = house.database(**SLOW)
    house.at(0.0, database.connect)
    house.run()

    assert house.states(1) == [(0.0, "tcp"), (1.0, "tls"), (3.0, "auth"), (7.0, "idle")]


def test_each_state_says_when_it_is_due_to_end_and_who_is_in_it(house: House) -> None:
    database = house.database(**SLOW)
    house.at(0.0, database.connect, name="client")
    house.run()

    states = house.events("session.state")
    assert [(event.until, event.who) for event in states] == [
        (1.0, "client"), (3.0, "client"), (7.0, "client"), (None, None)
    ]  # fmt: skip


def test_a_query_computes_for_its_share_and_waits_for_disks_for_the_rest(house: House) -> None:
    database = house.database(**AT_ONCE, query_cpu=0.25)
    house.at(0.0, lambda: query(database, 4.0))
    house.run()

    assert house.states(1)[-3:] == [(0.0, "querying"), (3.0, "querying"), (4.0, "idle")]


@pytest.mark.parametrize(("share", "expected"), [(0.0, [4.0, 4.0]), (1.0, [4.0, 8.0])])
def test_queries_share_cores_but_not_disks(house: House, share: float, expected: list[float]) -> None:
    database = house.database(**AT_ONCE, query_cpu=share, cores=1)
    names = [house.at(0.0, lambda: query(database, 4.0)) for _ in range(2)]
    house.run()

    assert sorted(house.ended[name][0] for name in names) == expected


def test_a_query_that_wants_a_core_in_vain_is_queued_and_nobody_knows_until_when(house: House) -> None:
    database = house.database(**AT_ONCE, query_cpu=1.0, cores=1)
    house.at(0.0, lambda: query(database, 4.0))
    house.at(1.0, lambda: query(database, 1.0))
    house.run()

    assert house.states(2)[-3:] == [(1.0, "queued"), (4.0, "querying"), (5.0, "idle")]
    (queued,) = [event for event in house.events("session.state") if event.state == "queued"]
    assert queued.until is None


def test_a_session_closes_in_its_time(house: House) -> None:
    database = house.database(**SLOW)
    house.at(0.0, lambda: database.connect().close())
    house.run()

    assert house.states(1)[-2:] == [(7.0, "closing"), (7.5, "client")]
    assert database.sessions == {}


def test_closing_twice_says_goodbye_once(house: House) -> None:
    database = house.database(**SLOW)

    def twice() -> None:
        session = database.connect()
        session.close()
        session.close()

    house.at(0.0, twice)
    house.run()
    assert len(house.events("session.closed")) == 1


def test_some_connections_are_kept_back(house: House) -> None:
    database = house.database(**AT_ONCE, max_connections=5, reserved=2)
    names = [house.at(float(n), database.connect) for n in range(4)]
    house.run()

    assert [type(house.ended[name][1]) for name in names] == [type(None)] * 3 + [TooManyConnections]
    (refused,) = house.events("session.refused")
    assert (refused.reason, refused.who) == ("TooManyConnections", names[-1])
    assert len(database.sessions) == 3


def test_five_application_servers_with_pools_of_20_fail_at_the_98th(house: House) -> None:
    database = house.database(**AT_ONCE)
    names = [house.at(0.0, database.connect) for _ in range(100)]
    house.run()

    refused = [name for name in names if house.ended[name][1] is not None]
    assert len(refused) == 3
    assert len(database.sessions) == 97


def test_a_place_that_comes_free_can_be_taken(house: House) -> None:
    database = house.database(**AT_ONCE, max_connections=1, reserved=0)

    def briefly() -> None:
        session = database.connect()
        house.clock.sleep(1.0)
        session.close()

    house.at(0.0, briefly)
    early, late = house.at(0.5, database.connect), house.at(1.5, database.connect)
    house.run()

    assert isinstance(house.ended[early][1], TooManyConnections)
    assert house.ended[late][1] is None


def test_a_lower_limit_refuses_new_sessions_and_ends_none(house: House) -> None:
    database = house.database(**AT_ONCE, max_connections=3, reserved=0)
    for _ in range(3):
        house.at(0.0, database.connect)
    house.at(1.0, lambda: database.configure(max_connections=2))
    late = house.at(2.0, database.connect)
    house.run()

    assert isinstance(house.ended[late][1], TooManyConnections)
    assert len(database.sessions) == 3
    assert [event.max_connections for event in house.events("database.resized")] == [2]


def test_a_query_that_is_killed_ends_at_once(house: House) -> None:
    database = house.database(**AT_ONCE)
    victim = house.at(0.0, lambda: query(database, 100.0))
    house.at(5.0, lambda: database.kill(1))
    house.run()

    at, error = house.ended[victim]
    assert (at, type(error)) == (5.0, ConnectionLost)
    assert house.states(1)[-1] == (5.0, "killed")


def test_a_query_that_is_killed_gives_its_core_back(house: House) -> None:
    database = house.database(**AT_ONCE, query_cpu=1.0, cores=1)
    house.at(0.0, lambda: query(database, 100.0))
    other = house.at(1.0, lambda: query(database, 1.0))
    house.at(5.0, lambda: database.kill(1))
    house.run()

    assert house.ended[other] == (6.0, None)


def test_a_query_killed_while_it_is_queued_leaves_the_queue_at_once(house: House) -> None:
    database = house.database(**AT_ONCE, query_cpu=1.0, cores=1)
    house.at(0.0, lambda: query(database, 10.0))
    victim = house.at(1.0, lambda: query(database, 1.0))
    behind = house.at(2.0, lambda: query(database, 1.0))
    house.at(5.0, lambda: database.kill(2))
    house.run()

    assert house.ended[victim][0] == 5.0
    assert isinstance(house.ended[victim][1], ConnectionLost)
    assert house.ended[behind] == (11.0, None)
    assert "1 cores" not in repr(database.cores)
    assert repr(database.cores) == "<Cores [0 busy of 1 | 0 waiting]>"


def test_no_core_is_lost_when_a_query_is_killed_at_the_instant_it_gets_one() -> None:
    for seed in range(60):
        house = House(seed)
        database = house.database(**AT_ONCE, query_cpu=1.0, cores=1)
        house.at(0.0, lambda database=database: query(database, 5.0))
        house.at(1.0, lambda database=database: query(database, 1.0))
        behind = house.at(2.0, lambda database=database: query(database, 1.0))
        house.at(5.0, lambda database=database: database.kill(2))
        house.run()
        assert house.ended[behind] == (6.0, None), f"seed {seed}"
        assert repr(database.cores) == "<Cores [0 busy of 1 | 0 waiting]>", f"seed {seed}"
        house.clock.close()


def test_an_idle_session_that_is_killed_is_noticed_when_it_is_used(house: House) -> None:
    database = house.database(**AT_ONCE)

    def use_later() -> None:
        session = database.connect()
        house.clock.sleep(10.0)
        session.query(1.0)

    client = house.at(0.0, use_later)
    house.at(5.0, lambda: database.kill(1))
    house.run()

    assert house.ended[client][0] == 10.0
    assert isinstance(house.ended[client][1], ConnectionLost)
    assert house.states(1)[-1] == (5.0, "killed")


def test_a_ping_finds_a_killed_session(house: House) -> None:
    database = house.database(**SLOW)
    sessions: list[Session] = []

    def ping_twice() -> None:
        sessions.append(database.connect())
        sessions[0].ping()
        assert house.clock.now() == 8.0, "a ping is one round trip"
        database.kill(1)
        with pytest.raises(ConnectionLost):
            sessions[0].ping()
        sessions[0].close()  # nobody is there to say goodbye to
        assert house.clock.now() == 8.0

    house.at(0.0, ping_twice)
    house.run()


@pytest.mark.parametrize(("at", "state"), [(0.5, "tcp"), (2.0, "tls"), (5.0, "auth")])
def test_a_session_can_be_killed_while_it_is_opened(house: House, at: float, state: str) -> None:
    database = house.database(**SLOW)
    client = house.at(0.0, database.connect)
    house.at(at, lambda: database.kill(1))
    house.run()

    assert house.ended[client][0] == at
    assert isinstance(house.ended[client][1], ConnectionLost)
    assert house.states(1)[-2][1] == state
    assert database.sessions == {}


def test_killing_what_is_not_there_is_a_lookup_error(house: House) -> None:
    database = house.database()

    with pytest.raises(LookupError, match="there is no session 7"):
        database.kill(7)


def test_a_database_that_is_down_refuses_after_one_round_trip(house: House) -> None:
    database = house.database(**SLOW)
    database.stop()
    client = house.at(0.0, database.connect)
    house.run()

    assert house.ended[client][0] == 1.0
    assert isinstance(house.ended[client][1], DatabaseDown)
    assert house.states(1) == [(0.0, "tcp"), (1.0, "DatabaseDown")]


def test_a_restart_ends_every_session_and_lets_clients_in_again_later(house: House) -> None:
    database = house.database(**AT_ONCE)
    querying = house.at(0.0, lambda: query(database, 100.0))
    house.at(0.0, database.connect)
    house.at(5.0, lambda: database.restart(2.0))
    early, late = house.at(6.0, database.connect), house.at(7.5, database.connect)
    house.run()

    assert house.ended[querying][0] == 5.0
    assert isinstance(house.ended[early][1], DatabaseDown)
    assert house.ended[late][1] is None
    assert [event.reason for event in house.events("session.closed")] == ["restart", "restart"]
    assert [event.t for event in house.events("database.stopped", "database.started")] == [0.0, 5.0, 7.0]


def test_a_second_restart_goes_on_from_when_it_was_asked_for(house: House) -> None:
    database = house.database(**AT_ONCE)
    house.at(1.0, lambda: database.restart(2.0))
    house.at(2.0, lambda: database.restart(5.0))
    early, late = house.at(4.0, database.connect), house.at(7.5, database.connect)
    house.run()

    assert isinstance(house.ended[early][1], DatabaseDown)
    assert house.ended[late][1] is None
    assert [event.t for event in house.events("database.started")] == [0.0, 7.0]


def test_numbers_of_sessions_are_never_used_again(house: House) -> None:
    database = house.database(**AT_ONCE)
    for n in range(3):
        house.at(float(n), lambda: database.connect().close())
    house.run()

    assert sorted({event.session for event in house.events("session.state")}) == [1, 2, 3]


def test_a_bad_number_of_cores_is_named_and_changes_nothing(house: House) -> None:
    database = house.database(cores=4)
    before = database.options

    with pytest.raises(ValueError, match="cores must be at least 1, not 0"):
        database.configure(cores=0, max_connections=7)

    assert database.options == before
    assert database.cores.count == 4
    assert house.events("database.resized") == []


def test_repr_reads_like_a_status_line(house: House) -> None:
    database = house.database(**AT_ONCE, cores=2)
    house.at(0.0, database.connect)
    house.run()
    assert repr(database) == "<Database [up, 1 sessions | <Cores [0 busy of 2 | 0 waiting]>]>"

    database.stop()
    assert repr(database).startswith("<Database [down, 0 sessions")


def test_in_the_operating_systems_order_no_more_are_let_in_than_there_are_places(many_switches: None) -> None:
    clock = ScaledClock()
    database = Database(clock, Journal(clock), DatabaseOptions(**AT_ONCE, max_connections=8, reserved=3))
    outcomes: list[str] = []

    def client() -> None:
        for _ in range(40):
            try:
                session = database.connect()
            except TooManyConnections:
                outcomes.append("refused")
                continue
            with database.lock:
                assert sum(other.accepted for other in database.sessions.values()) <= 5
            session.query(0.0005)
            session.close()
            outcomes.append("let in")

    threads = [threading.Thread(target=client, daemon=True) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert len(outcomes) == 400, "a client has died, or is stuck"
    assert database.sessions == {}
    assert repr(database.cores).startswith("<Cores [0 busy")
    clock.close()
