"""Runs that are asked to stop: by a flag, by Ctrl-C, or by what the handler of a signal raises."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import swarmmatch as sm
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.progress import Reporter, run_interruptibly

AT_WORK = sm.Progress("at work", None, None, None, 0.0)


@pytest.fixture(scope="module")
def morning() -> sm.Problem:
    """Tables of which a proven optimum takes far longer than anybody would wait here."""
    return sm.session("care_2013")


def until_stopped(clock: Clock, ended: threading.Event) -> Callable[[], str]:
    """Work that never ends by itself."""

    def work() -> str:
        while clock.left:
            time.sleep(0.005)
        ended.set()
        return "the best so far"

    return work


def set_flag() -> threading.Event:
    flag = threading.Event()
    flag.set()
    return flag


def test_a_flag_set_in_another_thread_ends_a_search_with_its_best_so_far(
    morning: sm.Problem,
) -> None:
    flag = threading.Event()

    def heard(told: sm.Progress) -> None:
        if told.value is not None and not flag.is_set():
            threading.Thread(target=flag.set).start()

    policy = sm.Policy.preset("care_2013", morning)
    matching = sm.match(morning, policy, gap=0, time_limit=None, cancel=flag, on_progress=heard)
    assert matching.status == "interrupted"
    assert matching.value < matching.bound
    assert matching.audit().ok


def test_a_flag_that_is_set_beforehand_lets_nothing_begin(morning: sm.Problem) -> None:
    announced = sm.match(sm.achterhoek(60, 2, seed=1))
    with pytest.raises(sm.NoMatchingError, match="interrupted"):
        sm.match(morning, cancel=set_flag())
    with pytest.raises(sm.NoMatchingError, match="interrupted"):
        sm.repair(announced, absent=announced.teams["professional"][:1], cancel=set_flag())
    assert sm.diagnose(morning, cancel=set_flag()).feasible is None


def test_any_flag_will_do_and_none_is_touched() -> None:
    class Asked:
        times = 0

        def is_set(self) -> bool:
            self.times += 1
            return self.times > 3

    clock, flag = Clock(60.0), Asked()
    work = until_stopped(clock, threading.Event())
    assert run_interruptibly(work, clock, Reporter(None), flag) == "the best so far"
    unset = threading.Event()
    assert sm.match(sm.achterhoek(60, 2, seed=1), cancel=unset).status != "interrupted"
    assert not unset.is_set()


@pytest.mark.parametrize("cancel", [True, "now"])
def test_what_is_no_flag_is_refused(cancel: Any, morning: sm.Problem) -> None:
    for solve in (sm.match, sm.diagnose):
        with pytest.raises(TypeError, match="cancel must have is_set"):
            solve(morning, cancel=cancel)  # type: ignore[operator]


def test_ctrl_c_at_the_last_report_spoils_no_result_and_hides_no_report() -> None:
    clock, heard = Clock(60.0), []

    def listen(told: sm.Progress) -> None:
        heard.append(told)
        if len(heard) == 1:
            raise KeyboardInterrupt

    reporter = Reporter(listen)

    def work() -> str:
        for _ in range(3):
            reporter.report(AT_WORK)
        return "the result"

    assert run_interruptibly(work, clock, reporter) == "the result"
    assert heard == [AT_WORK] * 3


def test_a_second_ctrl_c_is_raised_and_the_work_ends() -> None:
    def impatient(told: sm.Progress) -> None:
        raise KeyboardInterrupt

    clock, ended, reporter = Clock(60.0), threading.Event(), Reporter(impatient)
    for _ in range(2):
        reporter.report(AT_WORK)
    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(until_stopped(clock, ended), clock, reporter)
    assert ended.wait(10)


class SoftLimit(Exception):  # noqa: N818 - as queues of jobs call theirs
    """Raised by the handler of an alarm."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    def handler(*_: object) -> None:
        raise SoftLimit

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarms")
def test_what_the_handler_of_a_signal_raises_is_passed_on_and_the_work_ends() -> None:
    clock, ended = Clock(60.0), threading.Event()
    with pytest.raises(SoftLimit), alarm(0.1):
        run_interruptibly(until_stopped(clock, ended), clock, Reporter(None))
    assert ended.wait(10)


def test_a_flag_that_fails_is_told_and_the_work_ends() -> None:
    class Lost:
        asked = False

        def is_set(self) -> bool:
            if self.asked:
                raise ConnectionError("the queue is gone")
            self.asked = True
            return False

    clock, ended = Clock(60.0), threading.Event()
    with pytest.raises(ConnectionError, match="the queue is gone"):
        run_interruptibly(until_stopped(clock, ended), clock, Reporter(None), Lost())
    assert ended.wait(10)
