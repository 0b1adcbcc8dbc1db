"""The journal: one record, sorted, bounded, and honest about what it forgot."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import AutojumpClock, Event, Journal, ScaledClock


class ByHand:
    """A clock that shows what the test sets."""

    def __init__(self) -> None:
        self.t = 0.0

    def now(self) -> float:
        return self.t


@pytest.fixture
def clock() -> ByHand:
    return ByHand()


def numbered(clock: ByHand, count: int, capacity: int) -> Journal:
    journal = Journal(clock, capacity)
    for number in range(count):
        journal.append("happened", number=number)
    return journal


# -- events --------------------------------------------------------------------------------------------------


def test_an_event_has_its_time_and_its_kind_and_its_fields(clock: ByHand) -> None:
    journal = Journal(clock)
    clock.t = 1.5
    journal.append("connection.released", connection=7, who="T1", use_time=0.25, slot=2)
    (event,) = journal
    assert (event.t, event.kind) == (1.5, "connection.released")
    assert (event.connection, event.who, event.use_time, event.slot) == (7, "T1", 0.25, 2)


def test_a_row_is_ready_for_json_and_in_the_declared_order_whatever_the_order_given(clock: ByHand) -> None:
    journal = Journal(clock)
    journal.append("connection.released", slot=2, use_time=0.25, who=None, connection=7)
    assert [json.dumps(event.row()) for event in journal] == ['[0.0, "connection.released", 7, null, 0.25, 2]']


def test_an_event_prints_as_a_line(clock: ByHand) -> None:
    journal = Journal(clock)
    clock.t = 1.25
    journal.append("connection.closed", connection=7, reason="broken")
    assert [repr(event) for event in journal] == ["<1.250000 connection.closed connection=7 reason='broken'>"]


def test_a_field_that_is_not_there_is_named_with_those_that_are(clock: ByHand) -> None:
    journal = Journal(clock)
    journal.append("connection.closed", connection=7, reason="broken")
    (event,) = journal
    with pytest.raises(AttributeError, match="'who', but: connection, reason"):
        _ = event.who


def test_events_are_equal_when_their_rows_are() -> None:
    one = Event(1.0, "happened", ("number",), (1,))
    assert one == Event(1.0, "happened", ("number",), (1,))
    assert one != Event(1.0, "happened", ("number",), (2,))
    assert one != [1.0, "happened", 1]
    assert len({one, Event(1.0, "happened", ("number",), (1,))}) == 1


def test_events_can_be_copied_and_sent_to_another_process() -> None:
    event = Event(1.0, "happened", ("number",), (1,))
    assert copy.copy(event) == copy.deepcopy(event) == pickle.loads(pickle.dumps(event)) == event


# -- what may be written -----------------------------------------------------------------------------------------


def test_a_declared_kind_must_come_with_all_its_fields(clock: ByHand) -> None:
    journal = Journal(clock)
    with pytest.raises(TypeError, match=r"connection\.closed needs connection, reason; missing: reason"):
        journal.append("connection.closed", connection=7)
    assert len(journal) == 0


def test_a_declared_kind_must_come_with_no_other_fields(clock: ByHand) -> None:
    journal = Journal(clock)
    with pytest.raises(TypeError, match="unknown: colour"):
        journal.append("connection.closed", connection=7, reason="broken", colour="red")
    assert len(journal) == 0


def test_other_kinds_come_with_any_fields_unless_the_journal_is_strict(clock: ByHand) -> None:
    journal = Journal(clock)
    journal.append("something.else", anything=1)
    assert [event.row() for event in journal] == [[0.0, "something.else", 1]]
    strict = Journal(clock, strict=True)
    with pytest.raises(LookupError, match=r"something\.else"):
        strict.append("something.else", anything=1)
    strict.append("pool.closed")
    assert [event.row() for event in strict] == [[0.0, "pool.closed"]]


def test_a_vocabulary_can_be_given(clock: ByHand) -> None:
    journal = Journal(clock, vocabulary={"ball.thrown": ("speed",)}, strict=True)
    journal.append("ball.thrown", speed=3)
    with pytest.raises(LookupError):
        journal.append("pool.closed")


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_journal_that_could_keep_nothing_is_refused(clock: ByHand, capacity: int) -> None:
    with pytest.raises(ValueError, match="capacity"):
        Journal(clock, capacity)


def test_a_closed_journal_writes_nothing_more(clock: ByHand) -> None:
    journal = numbered(clock, 3, 10)
    journal.close()
    journal.append("happened", number=3)
    assert (len(journal), journal.position) == (3, 3)
    journal.close()


# -- stamps --------------------------------------------------------------------------------------------------


def test_append_tells_the_stamp(clock: ByHand) -> None:
    journal = Journal(clock)
    clock.t = 2.5
    assert journal.append("happened") == 2.5


def test_a_clock_that_reads_less_than_before_does_not_unsort_the_journal(clock: ByHand) -> None:
    journal = Journal(clock)
    for t in (1.0, 3.0, 2.0, 4.0):
        clock.t = t
        journal.append("happened")
    assert [event.t for event in journal] == [1.0, 3.0, 3.0, 4.0]


def test_stamps_are_sorted_and_nothing_is_lost_although_threads_race() -> None:
    with ScaledClock(slow=0.01) as clock:
        journal = Journal(clock)
        line = threading.Barrier(6)

        def write(writer: int) -> None:
            line.wait(60)
            for number in range(500):
                journal.append("happened", writer=writer, number=number)

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    events = list(journal)
    assert [event.t for event in events] == sorted(event.t for event in events)
    for writer in range(6):
        assert [event.number for event in events if event.writer == writer] == list(range(500))


def test_stamps_are_model_time() -> None:
    with AutojumpClock() as clock:
        journal = Journal(clock)

        def body() -> None:
            for _ in range(3):
                clock.sleep(0.1)
                journal.append("woke")

        clock.spawn(body)
        clock.run()
    assert [event.t for event in journal] == [0.1, 0.2, 0.3]


# -- bounded -------------------------------------------------------------------------------------------------


def test_only_the_newest_are_kept_and_the_others_counted(clock: ByHand) -> None:
    journal = numbered(clock, 25, 10)
    assert [event.number for event in journal] == list(range(15, 25))
    assert (len(journal), journal.position, journal.dropped) == (10, 25, 15)
    assert repr(journal) == "<Journal [25 events, 15 dropped]>"


@given(st.integers(1, 30), st.integers(0, 100), st.integers(-5, 120))
def test_read_gives_everything_from_any_index_on_and_says_what_is_missing(
    capacity: int, written: int, index: int
) -> None:
    journal = numbered(ByHand(), written, capacity)
    events, go_on, missed = journal.read(index)
    wanted = list(range(max(index, 0), written))
    kept = list(range(max(0, written - capacity), written))
    assert [event.number for event in events] == [number for number in wanted if number in kept]
    assert go_on == written
    assert missed == len(wanted) - len(events)


@given(st.integers(1, 10), st.lists(st.integers(0, 15), max_size=10))
def test_whoever_reads_on_sees_every_event_once_or_is_told_that_it_is_gone(capacity: int, bursts: list[int]) -> None:
    clock, index, written = ByHand(), 0, 0
    journal = Journal(clock, capacity)
    for burst in bursts:
        for _ in range(burst):
            journal.append("happened", number=written)
            written += 1
        events, go_on, missed = journal.read(index)
        assert [event.number for event in events] == list(range(index + missed, written))
        assert missed == max(0, burst - capacity)
        index = go_on


def test_readers_and_writers_do_not_disturb_each_other(clock: ByHand) -> None:
    journal = Journal(clock, 50)
    stop = threading.Event()
    wrong: list[Any] = []

    def read() -> None:
        index = seen = gone = 0
        while True:
            last = stop.is_set()
            events, go_on, missed = journal.read(index)
            numbers = [event.number for event in events]
            if numbers != list(range(index + missed, go_on)) or not 0 <= journal.dropped <= 5000:
                wrong.append((index, go_on, missed, numbers))
            index, seen, gone = go_on, seen + len(events), gone + missed
            if last:
                break
        if seen + gone != 5000:
            wrong.append((seen, gone))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(5000):
        journal.append("happened", number=number)
    stop.set()
    for reader in readers:
        reader.join(60)
    assert wrong == []
