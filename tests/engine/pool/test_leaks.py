"""A loan longer than leak_detection_threshold is reported, with the borrower's stack."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def test_a_loan_beyond_the_threshold_is_reported_once_with_who_has_it(lab: Lab) -> None:
    pool = lab.make_pool(leak_detection_threshold=2.0)
    lab.caller("forgetful", at=1.0, hold=10.0)
    lab.run(until=9.0)

    (leak,) = lab.events("connection.leaked")
    assert (leak.t, leak.who, leak.held) == (3.0, "forgetful", 2.0)
    assert pool.stats().leaked == 1
    assert pool.view()[0][0].leaked


def test_the_report_names_the_code_that_borrowed_innermost_first(lab: Lab) -> None:
    pool = lab.make_pool(leak_detection_threshold=2.0)

    def the_culprit() -> object:
        return pool.acquire()

    def its_caller() -> None:
        the_culprit()
        lab.clock.sleep(5.0)

    lab.clock.spawn(its_caller)
    lab.run()

    (leak,) = lab.events("connection.leaked")
    frames = [frame.split(":") for frame in leak.stack.split(" < ")]
    assert [function for _, function, _ in frames] == ["the_culprit", "its_caller"]
    assert all(module.endswith("test_leaks") and line.isdigit() for module, _, line in frames)


def test_a_with_block_that_hangs_is_reported_where_the_block_is(lab: Lab) -> None:
    pool = lab.make_pool(leak_detection_threshold=2.0)

    def hangs() -> None:
        with pool.connection():
            lab.clock.sleep(5.0)

    lab.clock.spawn(hangs)
    lab.run()

    (leak,) = lab.events("connection.leaked")
    assert leak.stack.split(":")[1] == "hangs"


def test_one_who_had_to_wait_is_reported_with_its_stack_too(lab: Lab) -> None:
    lab.make_pool(max_size=1, leak_detection_threshold=2.0)
    lab.caller(hold=1.0)
    lab.caller("forgetful", at=0.5, hold=10.0)
    lab.run()

    (leak,) = lab.events("connection.leaked")
    assert (leak.t, leak.who) == (3.0, "forgetful")
    assert ":_visit:" in leak.stack


def test_a_leaked_connection_that_comes_back_after_all_is_reclaimed(lab: Lab) -> None:
    pool = lab.make_pool(leak_detection_threshold=2.0)
    lab.caller(hold=5.0)
    lab.run()

    (reclaimed,) = lab.events("connection.reclaimed")
    assert reclaimed.held == 5.0
    assert pool.stats().idle == 1
    assert not pool.view()[0][0].leaked


def test_loans_below_the_threshold_are_not_reported(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2, leak_detection_threshold=2.0)
    for n in range(20):
        lab.caller(at=0.5 * n, hold=0.9)
    lab.run()

    assert pool.stats().leaked == 0


def test_a_threshold_set_later_finds_loans_that_are_too_long_already(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.caller(hold=50.0)
    lab.at(10.0, pool.configure, leak_detection_threshold=5.0)
    lab.run(until=11.0)

    assert [event.t for event in lab.events("connection.leaked")] == [10.0]


def test_without_a_threshold_nothing_is_reported(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.caller(hold=1e6)
    lab.run()

    assert pool.stats().leaked == 0
