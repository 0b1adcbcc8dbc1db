"""The clock's own threads wait on the clock: as_completed, wait, map, shutdown; to block with the baton is refused."""

from __future__ import annotations

import concurrent.futures as standard
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from app.engine import AutojumpClock, ScaledClock, SeededClock, ThreadPool, as_completed, wait
from tests.engine.workers.lab import Lab


@pytest.mark.parametrize("ask", [
    lambda future: future.result(),
    lambda future: future.result(5.0),
    lambda future: future.exception(),
    lambda future: standard.wait([future]),
    lambda future: next(standard.as_completed([future])),
])  # fmt: skip
def test_to_block_with_the_baton_in_hand_raises_at_once_and_says_what_to_use(
    lab: Lab, ask: Callable[[Future[Any]], object]
) -> None:
    lab.make_pool(1)

    def scene() -> None:
        future = lab.submit("A")
        waiting = lab.submit("B")
        for unfinished in (future, waiting):
            with pytest.raises(RuntimeError, match=r"app\.engine\.wait or app\.engine\.as_completed"):
                ask(unfinished)
        assert lab.clock.now() == 0.0
        wait([future, waiting])
        ask(future)

    lab.at(0, scene)
    lab.run()


def test_a_call_of_the_clock_must_not_block_either() -> None:
    with ScaledClock() as clock:
        pool = ThreadPool(1, clock=clock)
        future = pool.submit(clock.sleep, 1000.0)
        with pytest.raises(RuntimeError, match="must not wait"):
            clock.call_soon(future.result).result(60)


def test_to_look_without_blocking_is_allowed(lab: Lab) -> None:
    lab.make_pool(1)

    def scene() -> None:
        future = lab.submit("A")
        with pytest.raises(TimeoutError):
            future.result(0)
        with pytest.raises(TimeoutError):
            future.exception(timeout=0)
        wait([future])
        assert (future.result(), future.exception()) == ("A", None)

    lab.at(0, scene)
    lab.run()


def test_as_completed_gives_each_future_when_it_is_done(lab: Lab) -> None:
    lab.make_pool(4)

    def scene() -> list[tuple[float, Any]]:
        futures = [lab.submit(seconds, seconds) for seconds in (0.4, 0.1, 0.3, 0.2)]
        return [(lab.clock.now(), future.result()) for future in as_completed([*futures, futures[0]])]

    assert lab.do(scene) == [(0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.4, 0.4)]


def test_as_completed_begins_with_those_that_are_done_in_the_order_given(lab: Lab) -> None:
    lab.make_pool(4)

    def scene() -> list[Any]:
        futures = [lab.submit(label, 0.5 - label / 10) for label in range(4)]
        lab.clock.sleep(1.0)
        last = lab.submit("last")
        return [future.result() for future in as_completed([last, *futures])]

    assert lab.do(scene) == [0, 1, 2, 3, "last"]


def test_as_completed_counts_its_time_from_the_call(lab: Lab) -> None:
    lab.make_pool(2)

    def scene() -> None:
        futures = [lab.submit("A", 1.0), lab.submit("B", 9.0)]
        completed = as_completed(futures, timeout=2.0)
        lab.clock.sleep(1.5)
        assert next(completed).result() == "A"
        with pytest.raises(TimeoutError, match=r"1 \(of 2\) futures unfinished"):
            next(completed)
        assert lab.clock.now() == 2.0

    lab.at(0, scene)
    lab.run()


def test_wait_waits_for_all_and_says_who_is_done(lab: Lab) -> None:
    lab.make_pool(2)

    def scene() -> None:
        futures = [lab.submit(label, label) for label in (1, 2, 3)]
        done, not_done = wait(futures, timeout=3.5)
        assert (lab.clock.now(), done, not_done) == (3.5, set(futures[:2]), {futures[2]})
        result = wait(futures)
        assert (lab.clock.now(), result.done, result.not_done) == (4.0, set(futures), set())

    lab.at(0, scene)
    lab.run()


def test_wait_for_the_first(lab: Lab) -> None:
    lab.make_pool(2)

    def scene() -> None:
        slow, quick = lab.submit("slow", 2), lab.submit("quick", 1)
        assert wait([slow, quick], return_when=standard.FIRST_COMPLETED).done == {quick}
        assert wait([slow, quick], return_when=standard.FIRST_COMPLETED).done == {quick}, "still"
        assert lab.clock.now() == 1.0

    lab.at(0, scene)
    lab.run()


def test_wait_for_the_first_exception(lab: Lab) -> None:
    lab.make_pool(3)

    def scene() -> None:
        good, bad, slow = lab.submit("good", 1), lab.submit("bad", 2, ValueError()), lab.submit("slow", 3)
        done, not_done = wait([good, bad, slow], return_when=standard.FIRST_EXCEPTION)
        assert (lab.clock.now(), done, not_done) == (2.0, {good, bad}, {slow})

    lab.at(0, scene)
    lab.run()


def test_a_cancelled_task_is_news_at_once(lab: Lab) -> None:
    lab.make_pool(1)

    def scene() -> None:
        lab.submit("A", 5.0)
        doomed = lab.submit("B")
        lab.clock.call_at(1.0, doomed.cancel)
        assert next(as_completed([doomed])).cancelled()
        assert lab.clock.now() == 1.0

    lab.at(0, scene)
    lab.run()


def test_who_has_stopped_listening_leaves_nothing_with_the_futures(lab: Lab) -> None:
    lab.make_pool(2)

    def scene() -> None:
        futures = [lab.submit("A", 5.0), lab.submit("B", 1.0)]
        for _ in range(10):
            wait(futures, timeout=0.01)
        next(iter(as_completed(futures)))
        assert not futures[0]._done_callbacks  # type: ignore[attr-defined]

    lab.at(0, scene)
    lab.run()


@pytest.mark.parametrize("use", [lambda futures: list(as_completed(futures)), wait])
def test_nothing_to_wait_for_is_no_wait(use: Callable[[list[Any]], Any]) -> None:
    assert not any(use([]))


@pytest.mark.parametrize("use", [as_completed, wait])
def test_what_cannot_be_waited_for_is_named(use: Callable[[list[Any]], Any]) -> None:
    with pytest.raises(TypeError, match=r"concurrent\.futures"):
        use([Future()])
    pools = [ThreadPool(1, clock=AutojumpClock()) for _ in range(2)]
    with pytest.raises(ValueError, match="several clocks"):
        use([pool.submit(abs, 1) for pool in pools])


def test_an_unknown_return_when_is_named() -> None:
    with pytest.raises(ValueError, match=r"return_when must be .*, not 'NEVER'"):
        wait([], return_when="NEVER")


def test_a_thread_outside_a_seeded_clock_is_sent_to_the_standard_library() -> None:
    clock = SeededClock(1)
    future = ThreadPool(1, clock=clock).submit(clock.sleep, 1000.0)
    with pytest.raises(RuntimeError, match=r"concurrent\.futures"):
        wait([future])
    clock.close()


def test_any_thread_may_wait_on_a_scaled_clock() -> None:
    with ScaledClock(0.001) as clock:
        pool = ThreadPool(2, clock=clock)
        futures = [pool.submit(clock.sleep, seconds) for seconds in (2.0, 1.0)]
        assert wait(futures, timeout=1000.0).done == set(futures)
        assert set(as_completed(futures)) == set(futures)


def test_what_is_done_while_one_is_about_to_wait_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScaledClock() as clock:
        last: Future[int] = Future()
        ours = ThreadPool(1, clock=clock).submit(abs, 1)
        assert ours.result(60) == 1
        make = clock.waiter

        def waiter() -> Any:
            if not last.done():
                last.set_result(2)
            return make()

        monkeypatch.setattr(clock, "waiter", waiter)
        assert [future.result() for future in as_completed([ours, last], timeout=60)] == [1, 2]


def test_futures_of_others_can_be_waited_for_together_with_ours(lab: Lab) -> None:
    lab.make_pool(1)

    def scene() -> None:
        other: Future[int] = Future()
        ours = lab.submit("A", 1.0)
        lab.clock.call_at(2.0, lambda: other.set_result(1))
        assert [lab.clock.now() for _ in as_completed([other, ours])] == [1.0, 2.0]

    lab.at(0, scene)
    lab.run()


def test_a_thread_of_the_clock_may_map(lab: Lab) -> None:
    pool = lab.make_pool(2)

    def scene() -> None:
        assert list(pool.map(lab.task, "ABC", (1, 2, 1))) == ["A", "B", "C"]
        assert lab.clock.now() == 2.0
        results = pool.map(lab.task, "DE", (1, 9), timeout=3.0)
        assert next(results) == "D"
        with pytest.raises(TimeoutError):
            next(results)
        assert lab.clock.now() == 5.0

    lab.at(0, scene)
    lab.run()


def test_a_map_that_is_given_up_cancels_what_waits(lab: Lab) -> None:
    pool = lab.make_pool(1)

    def scene() -> None:
        results = pool.map(lab.task, "ABC")
        assert next(results) == "A"
        results.close()  # type: ignore[attr-defined]

    lab.at(0, scene)
    lab.run(until=9)
    assert lab.ran == ["A", "B"]


def test_a_set_of_futures_has_one_order_in_every_run(lab: Lab) -> None:
    pool = lab.make_pool(1)
    futures = lab.do(lambda: [pool.submit(abs, n) for n in range(300)])
    lab.run(until=1)
    assert [hash(future) for future in futures] == list(range(1, 301))
    assert [future.result() for future in set(futures)] == list(range(300))


@pytest.mark.parametrize("seed", range(8))
def test_one_seed_gives_one_story(seed: int) -> None:
    def story() -> list[Any]:
        lab = Lab(seed)
        pool = lab.make_pool(2, max_size=4, queue_capacity=3, rejection="discard_oldest", keep_alive=0.2)

        def producer(name: str) -> None:
            futures = []
            for n in range(12):
                futures.append(lab.submit((name, n), 0.1 * (n % 3)))
                lab.clock.sleep(0.05)
            lab.ran.extend(future.cancelled() for future in as_completed(futures, timeout=9))
            lab.ran.extend(future.number for future in wait(futures).done)  # type: ignore[attr-defined]

        for name in "AB":
            lab.clock.spawn(producer, name, name=name)
        lab.at(1.0, pool.resize, 1, 2)
        lab.at(2.0, pool.shutdown)
        lab.run()
        lab.clock.close()
        return [lab.ran, [event.row() for event in lab.journal]]

    assert story() == story()
