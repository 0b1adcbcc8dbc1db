"""Seen from outside the clock, a ThreadPool is an Executor: every test here runs with the standard one, too."""

from __future__ import annotations

import asyncio
import concurrent.futures as standard
import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from typing import Any

import pytest

from app.engine import Journal, ScaledClock, SeededClock, ThreadPool

PATIENCE = 60.0  # real seconds; far more than anything takes


def with_journal(workers: int) -> Executor:
    clock = ScaledClock()
    return ThreadPool(workers, clock=clock, journal=Journal(clock, strict=True))


MAKERS: dict[str, Callable[[int], Executor]] = {
    "standard": ThreadPoolExecutor,
    "java": ThreadPool,
    "cpython": lambda workers: ThreadPool(workers, growth="cpython"),
    "no rest": lambda workers: ThreadPool(1, max_size=workers, growth="cpython", keep_alive=0),
    "journal": with_journal,
    "seeded": lambda workers: ThreadPool(workers, clock=SeededClock(7)),
}


def make_with(maker: Callable[[int], Executor]) -> Iterator[Callable[[int], Executor]]:
    made: list[Executor] = []

    def make(workers: int) -> Executor:
        made.append(maker(workers))
        return made[-1]

    yield make
    for executor in made:
        executor.shutdown()


@pytest.fixture(params=[name for name in MAKERS if name != "seeded"])
def make(request: pytest.FixtureRequest) -> Iterator[Callable[[int], Executor]]:
    """Makes executors with so many workers; on a seeded clock a task that really blocks would hold up the others."""
    yield from make_with(MAKERS[request.param])


@pytest.fixture(params=MAKERS)
def one(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """An executor with one worker."""
    for make in make_with(MAKERS[request.param]):
        yield make(1)


class Blocker:
    """A task that holds its worker until it is let go."""

    def __init__(self, executor: Executor) -> None:
        self._go, begun = threading.Event(), threading.Event()
        self.future = executor.submit(self._hold, begun)
        assert begun.wait(PATIENCE)

    def _hold(self, begun: threading.Event) -> str:
        begun.set()
        assert self._go.wait(PATIENCE)
        return "held"

    def let_go(self) -> None:
        self._go.set()


def fail(error: BaseException) -> None:
    raise error


def test_a_result_comes_back(one: Executor) -> None:
    future = one.submit(divmod, 17, 5)
    assert future.result(PATIENCE) == (3, 2)
    assert (future.exception(), future.done(), future.running(), future.cancelled()) == (None, True, False, False)


def test_keywords_that_look_like_parameters_reach_the_task(one: Executor) -> None:
    assert one.submit(dict, fn=1, self=2, task=3).result(PATIENCE) == {"fn": 1, "self": 2, "task": 3}


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_what_a_task_raises_is_in_its_future_and_the_worker_lives_on(one: Executor, error: BaseException) -> None:
    future = one.submit(fail, error)
    assert future.exception(PATIENCE) is error
    with pytest.raises(type(error)) as caught:
        future.result()
    assert caught.value is error
    assert one.submit(abs, -1).result(PATIENCE) == 1


def test_a_task_that_runs_cannot_be_cancelled(one: Executor) -> None:
    blocker = Blocker(one)
    assert blocker.future.running()
    assert not blocker.future.cancel()
    blocker.let_go()
    assert blocker.future.result(PATIENCE) == "held"
    assert not blocker.future.cancel()


def test_a_task_that_waits_can_be_cancelled_and_is_never_run(one: Executor) -> None:
    ran: list[int] = []
    blocker = Blocker(one)
    doomed, other = one.submit(ran.append, 1), one.submit(ran.append, 2)
    assert doomed.cancel()
    assert doomed.cancel(), "again, to the same effect"
    assert (doomed.cancelled(), doomed.done(), doomed.running()) == (True, True, False)
    for ask in (doomed.result, doomed.exception):
        with pytest.raises(CancelledError):
            ask(PATIENCE)
    blocker.let_go()
    other.result(PATIENCE)
    assert ran == [2]


def test_asking_with_a_timeout_gives_up(one: Executor) -> None:
    blocker = Blocker(one)
    waiting = one.submit(abs, 1)
    for timeout in (0, -1, 0.001):
        for ask in (blocker.future.result, blocker.future.exception, waiting.result):
            with pytest.raises(TimeoutError):
                ask(timeout)
    blocker.let_go()
    assert waiting.result(PATIENCE) == 1


def test_a_thread_that_waits_for_a_result_is_woken_by_a_cancel(one: Executor) -> None:
    blocker = Blocker(one)
    doomed = one.submit(abs, 1)
    heard: list[type[BaseException]] = []

    def wait() -> None:
        try:
            doomed.result(PATIENCE)
        except CancelledError as error:
            heard.append(type(error))

    thread = threading.Thread(target=wait)
    thread.start()
    doomed.cancel()
    thread.join(PATIENCE)
    blocker.let_go()
    assert heard == [CancelledError]


def test_callbacks_are_made_once_in_order_with_the_future(one: Executor) -> None:
    called: list[Any] = []
    blocker = Blocker(one)
    for n in range(3):
        blocker.future.add_done_callback(lambda future, n=n: called.append((n, future.result())))
    blocker.let_go()
    one.submit(abs, 1).result(PATIENCE)
    assert called == [(0, "held"), (1, "held"), (2, "held")]

    blocker.future.add_done_callback(called.append)
    assert called[-1] is blocker.future, "it is done already: at once"


def test_callbacks_of_a_cancelled_task_are_made_by_who_cancels(one: Executor) -> None:
    called: list[int] = []
    blocker = Blocker(one)
    doomed = one.submit(abs, 1)
    doomed.add_done_callback(lambda _: called.append(threading.get_ident()))
    doomed.cancel()
    assert called == [threading.get_ident()]
    blocker.let_go()


def test_a_callback_that_raises_is_logged_and_stops_nobody(one: Executor, caplog: pytest.LogCaptureFixture) -> None:
    called: list[Future[Any]] = []
    blocker = Blocker(one)
    blocker.future.add_done_callback(lambda _: fail(ValueError("bad callback")))
    blocker.future.add_done_callback(called.append)
    with caplog.at_level(logging.ERROR, "concurrent.futures"):
        blocker.let_go()
        assert one.submit(abs, -1).result(PATIENCE) == 1
    assert called == [blocker.future]
    assert "exception calling callback" in caplog.text


def test_a_callback_may_submit_and_wait_for_another_task(make: Callable[[int], Executor]) -> None:
    executor, heard = make(2), Future[int]()
    future = executor.submit(abs, -3)
    blocker = Blocker(executor)
    future.add_done_callback(lambda done: executor.submit(lambda: heard.set_result(done.result())))
    blocker.let_go()
    assert heard.result(PATIENCE) == 3


def test_as_completed_gives_every_future_once(make: Callable[[int], Executor]) -> None:
    executor = make(3)
    futures = [executor.submit(pow, 2, n) for n in range(50)]
    results = [future.result() for future in standard.as_completed([*futures, futures[0]], PATIENCE)]
    assert sorted(results) == [2**n for n in range(50)]


def test_as_completed_gives_who_is_done_and_gives_up_on_who_is_not(make: Callable[[int], Executor]) -> None:
    executor = make(2)
    blocker = Blocker(executor)
    quick = executor.submit(abs, 1)
    quick.result(PATIENCE)
    completed = standard.as_completed([blocker.future, quick], 0.01)
    assert next(completed) is quick
    with pytest.raises(TimeoutError, match=r"1 \(of 2\) futures unfinished"):
        next(completed)
    blocker.let_go()


@pytest.mark.parametrize("return_when", ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"])
def test_wait_returns_when_it_should(make: Callable[[int], Executor], return_when: str) -> None:
    executor = make(2)
    blocker = Blocker(executor)
    good, bad = executor.submit(abs, 1), executor.submit(fail, ValueError())
    standard.wait([good, bad], PATIENCE)
    if return_when == "ALL_COMPLETED":
        threading.Timer(0.01, blocker.let_go).start()
    done, not_done = standard.wait([blocker.future, good, bad], PATIENCE, return_when)
    assert {good, bad} <= done
    assert done | not_done == {blocker.future, good, bad}
    assert (blocker.future in done) == (return_when == "ALL_COMPLETED")
    blocker.let_go()


def test_waiters_hear_of_a_cancel(one: Executor) -> None:
    blocker = Blocker(one)
    doomed = one.submit(abs, 1)
    threading.Timer(0.01, doomed.cancel).start()
    threading.Timer(0.02, blocker.let_go).start()
    done, _ = standard.wait([doomed], PATIENCE)
    assert done == {doomed}


def test_map_gives_results_in_the_order_of_its_arguments(make: Callable[[int], Executor]) -> None:
    executor = make(4)
    assert list(executor.map(pow, range(20), [2] * 20, timeout=PATIENCE)) == [n * n for n in range(20)]
    assert list(executor.map(abs, [])) == []


def test_map_raises_what_a_task_raised_when_its_turn_comes(one: Executor) -> None:
    results = one.map(lambda n: 10 // n, [5, 0, 1])
    assert next(results) == 2
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_map_gives_up_in_time_and_cancels_what_is_left(one: Executor) -> None:
    blocker, ran = Blocker(one), list[int]()
    with pytest.raises(TimeoutError):
        next(one.map(ran.append, range(5), timeout=0.01))
    blocker.let_go()
    one.submit(abs, 1).result(PATIENCE)
    assert ran == []


def test_a_with_block_waits_for_everything(make: Callable[[int], Executor]) -> None:
    ran: list[int] = []
    with make(2) as executor:
        for n in range(20):
            executor.submit(ran.append, n)
    assert sorted(ran) == list(range(20))


def test_after_a_shutdown_nothing_is_accepted(one: Executor) -> None:
    one.shutdown()
    one.shutdown()
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        one.submit(abs, 1)


def test_shutdown_without_waiting_does_what_is_queued(one: Executor) -> None:
    blocker = Blocker(one)
    futures = [one.submit(abs, n) for n in range(5)]
    one.shutdown(wait=False)
    assert not any(future.done() for future in futures)
    blocker.let_go()
    assert [future.result(PATIENCE) for future in futures] == list(range(5))


def test_shutdown_can_cancel_what_is_queued(one: Executor) -> None:
    blocker = Blocker(one)
    futures = [one.submit(abs, n) for n in range(5)]
    one.shutdown(wait=False, cancel_futures=True)
    assert all(future.cancelled() for future in futures)
    blocker.let_go()
    assert blocker.future.result(PATIENCE) == "held"


def test_a_worker_that_waits_for_its_own_shutdown_is_told_so(one: Executor) -> None:
    with pytest.raises(RuntimeError):
        one.submit(one.shutdown).result(PATIENCE)


def test_a_future_can_be_awaited(make: Callable[[int], Executor]) -> None:
    executor = make(2)

    async def program() -> list[int]:
        loop = asyncio.get_running_loop()
        doomed = asyncio.wrap_future(executor.submit(time.sleep, 0.01))
        doomed.cancel()
        return await asyncio.gather(
            asyncio.wrap_future(executor.submit(abs, -1)), loop.run_in_executor(executor, abs, -2)
        )

    with ThreadPoolExecutor(1) as elsewhere:  # the browser tests leave an event loop of Playwright's in this thread
        assert elsewhere.submit(lambda: asyncio.run(program())).result() == [1, 2]


def test_repr_says_how_it_is(one: Executor) -> None:
    blocker = Blocker(one)
    waiting = one.submit(abs, 1)
    assert "state=running" in repr(blocker.future)
    assert "state=pending" in repr(waiting)
    waiting.cancel()
    assert "state=cancelled" in repr(waiting)
    blocker.let_go()
    blocker.future.result(PATIENCE)
    assert "state=finished returned str" in repr(blocker.future)
    error = one.submit(fail, ValueError())
    error.exception(PATIENCE)
    assert "state=finished raised ValueError" in repr(error)


def test_a_result_cannot_be_set_a_second_time(one: Executor) -> None:
    future = one.submit(abs, 1)
    future.result(PATIENCE)
    with pytest.raises(InvalidStateError):
        future.set_result(2)
    assert future.result() == 1


def test_an_idle_worker_keeps_neither_arguments_nor_results_alive(one: Executor) -> None:
    class Big:
        def same(self) -> Big:
            return self

    big = Big()
    gone = weakref.ref(big)
    one.submit(big.same).result(PATIENCE)
    one.submit(abs, 1).result(PATIENCE)
    del big
    end = time.monotonic() + PATIENCE
    while gone() is not None and time.monotonic() < end:
        gc.collect()
        time.sleep(0.001)
    assert gone() is None


def test_an_exception_and_its_future_are_no_circle(one: Executor) -> None:
    gc.disable()
    try:
        future = one.submit(fail, ValueError())
        future.exception(PATIENCE)
        one.submit(abs, 1).result(PATIENCE)
        gone = weakref.ref(future)
        del future
        assert gone() is None, "freed by its count of references alone"
    finally:
        gc.enable()
