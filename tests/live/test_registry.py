"""Who holds which lab, how many there may be, and for how long one waits."""

from __future__ import annotations

import pytest

from app.live.errors import LiveError
from tests.live.by_hand import WAIT, Bench, settle


def test_a_lab_whose_client_left_stands_still_and_is_closed_after_the_grace_period() -> None:
    bench = Bench(grace=30.0)
    session = bench.session()
    bench.registry.left("browser")
    settle(session)
    assert session.lab.paused
    bench.tick(29.0)
    assert len(bench.registry) == 1
    bench.tick(1.1)
    assert len(bench.registry) == 0
    assert session.lab.closed.wait(WAIT)


def test_a_lab_whose_client_came_back_lives_on() -> None:
    bench = Bench(grace=30.0)
    session = bench.session()
    bench.registry.left("browser")
    settle(session)
    bench.tick(29.0)
    claimed = bench.registry.claim("again", session.id, session.token)
    claimed.strand.submit(lambda: claimed.take_over("again", 0)).result(WAIT)
    assert not session.lab.paused
    bench.tick(60.0)
    session.give_up(1000.0, "expired")  # decided before the client came back, carried out after
    assert bench.registry.all() == [session]
    assert not session.lab.closed.is_set()


def test_a_connection_that_vanished_without_a_word_is_noticed() -> None:
    bench = Bench()
    session = bench.session()
    bench.transport.depths["browser"] = None
    bench.tick(1.1)
    settle(session)
    assert session.sid is None
    assert session.lab.paused


def test_the_old_connection_does_not_stop_the_lab_that_a_new_one_took_over() -> None:
    bench = Bench()
    session = bench.session("old")
    session.strand.submit(lambda: session.take_over("new", 0)).result(WAIT)
    bench.registry.left("old")
    settle(session)
    assert session.sid == "new"
    assert not session.lab.paused
    assert ("closed", {"id": session.id, "reason": "taken_over"}) in bench.transport.take("old")


def test_only_the_token_of_a_lab_claims_it() -> None:
    bench = Bench()
    session, other = bench.session(), bench.session()
    for lab_id, token in [(session.id, other.token), (session.id, ""), (session.id, "ü"), ("nope", session.token)]:
        with pytest.raises(LiveError) as refused:
            bench.registry.claim("browser", lab_id, token)
        assert refused.value.code == "unknown_id"


def test_a_connection_may_hold_only_so_many_labs() -> None:
    bench = Bench(max_labs_per_connection=2)
    bench.session()
    bench.registry.reserve("browser")
    with pytest.raises(LiveError, match="already runs 2 labs") as refused:
        bench.registry.reserve("browser")  # one open, one being built
    assert refused.value.as_error()["allowed"] == {"maximum": 2}
    bench.registry.release("browser")
    bench.registry.reserve("browser")
    other = bench.session("other")
    bench.session()
    with pytest.raises(LiveError, match="already runs 2 labs"):
        bench.registry.claim("browser", other.id, other.token)


def test_a_full_server_gives_up_the_lab_that_waited_longest_for_its_client() -> None:
    bench = Bench(max_labs=3)
    first, second, third = (bench.session(sid) for sid in ("a", "b", "c"))
    with pytest.raises(LiveError) as refused:
        bench.registry.reserve("d")
    assert refused.value.code == "too_many_labs"
    bench.registry.left("b")
    bench.clock.now += 1
    bench.registry.left("a")
    bench.registry.reserve("d")
    assert bench.registry.all() == [first, third]
    assert second.lab.closed.wait(WAIT)


def test_the_id_may_be_left_out_only_if_there_is_no_doubt() -> None:
    bench = Bench()
    with pytest.raises(LiveError, match="no open lab"):
        bench.registry.find("browser", None)
    session = bench.session()
    assert bench.registry.find("browser", None) is session
    other = bench.session()
    assert bench.registry.find("browser", other.id) is other
    with pytest.raises(LiveError) as refused:
        bench.registry.find("browser", None)
    assert refused.value.as_error()["field"] == "id"
    assert sorted(refused.value.allowed) == sorted([session.id, other.id])


def test_a_lab_of_another_connection_is_as_unknown_as_none() -> None:
    bench = Bench()
    session = bench.session("theirs")
    with pytest.raises(LiveError) as refused:
        bench.registry.find("mine", session.id)
    assert refused.value.code == "unknown_id"
