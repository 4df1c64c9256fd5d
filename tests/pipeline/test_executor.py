"""Work for this process and for others."""

import os
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import TESTS

from feeds.model.errors import InstallationError
from feeds.pipeline.executor import chunks, cores
from feeds.pipeline.executor.processes import MIN_ITEMS, Processes

FEW, MANY = MIN_ITEMS - 1, MIN_ITEMS
several = pytest.mark.skipif(cores.count() < 2, reason="a machine with one core works alone")


@pytest.fixture(autouse=True)
def tasks(monkeypatch):
    """Return a module of tasks that is found by this process and by those it starts."""
    monkeypatch.syspath_prepend(TESTS)
    from support import spread_tasks

    yield spread_tasks
    sys.modules.pop("spread_tasks", None)


@pytest.fixture
def executor():
    """Return an executor as wide as the machine."""
    return Processes()


def numbers(results):
    """Return the chunks and what came of them, without the processes."""
    return [
        (chunk, result if isinstance(result, BaseException) else [number for number, _ in result])
        for chunk, result in results
    ]


@given(st.lists(st.integers()), st.integers(1, 9))
def test_chunks_hold_all_items_in_their_order(items, size):
    """None is longer than asked for, nor by more than one item longer than another, and none is empty."""
    runs = list(chunks(items, size))
    lengths = {len(run) for run in runs}
    assert [item for run in runs for item in run] == items
    assert not lengths or size >= max(lengths) >= min(lengths) >= max(1, max(lengths) - 1)


def test_no_thread_is_left_behind(executor, tasks):
    """One would bar the next processes from being copies of this one, which is by far the cheapest."""
    before = threading.active_count()
    assert len(list(executor.map(tasks.double, [(1,), (2,)], size=MANY))) == 2
    assert threading.active_count() == before


def test_little_work_is_done_here(executor, tasks):
    """No process is started, nothing is asked of the work before its turn, and an error is a value."""
    begun = []

    def work():
        for chunk in [(1,), ("fail",), (2,)]:
            begun.append(chunk)
            yield chunk

    results = executor.map(tasks.double, work(), size=FEW)
    assert next(results) == ((1,), ((2, os.getpid()),))
    assert begun == [(1,)]
    (_, error), (_, last) = results
    assert (type(error), error.args) == (tasks.TwoWords, ("fail",))
    assert last == ((4, os.getpid()),)


@several
def test_much_work_is_done_elsewhere_in_order(executor, tasks):
    """Results come in the order of the work, whoever was first, and from other processes."""
    work = [(number,) for number in range(40)]
    results = list(executor.map(tasks.double, iter(work), size=MANY))
    assert numbers(results) == [((number,), [2 * number]) for number in range(40)]
    assert os.getpid() not in {process for _, ((_, process),) in results}


@several
def test_no_work_is_no_result(executor, tasks):
    """Nothing is asked for, nothing is given."""
    assert list(executor.map(tasks.double, [], size=MANY)) == []


@several
def test_an_error_elsewhere_is_a_value_here(executor, tasks):
    """A result that cannot be sent is an error too; neither touches its neighbours."""
    (_, one), (chunk, error), (_, two) = executor.map(tasks.double, [(1,), ("text", None), (2,)], size=MANY)
    assert (one[0][0], two[0][0]) == (2, 4)
    assert (chunk, type(error)) == (("text", None), TypeError)
    ((_, error),) = executor.map(tasks.hide, [(1,)], size=MANY)
    assert isinstance(error, Exception)


@several
@pytest.mark.parametrize("killer", ["die", "fail"])
@pytest.mark.parametrize("place", [0, 5, 29])
def test_only_the_chunk_that_kills_its_process_is_given_up(executor, tasks, killer, place):
    """It takes its neighbours along, and these are done again; what comes after it is done too.

    An error that cannot be sent whole kills the pool as well.
    """
    work = [(number,) for number in range(30)]
    work[place] = (killer,)
    results = list(executor.map(tasks.double, iter(work), size=MANY))
    assert [chunk for chunk, _ in results] == work
    given_up = [chunk for chunk, result in results if isinstance(result, BaseException)]
    assert given_up == [(killer,)]


@several
def test_a_process_that_dies_while_nobody_listens_is_found_out_later(executor, tasks):
    """Work that was not handed out yet, since the pool was broken by then, is done all the same."""
    work = [(1,), ("die",), *((number,) for number in range(2, 30))]
    results = executor.map(tasks.double, iter(work), size=MANY)
    first = next(results)
    time.sleep(1)
    rest = list(results)
    assert [chunk for chunk, _ in [first, *rest]] == work
    assert [chunk for chunk, result in rest if isinstance(result, BaseException)] == [("die",)]


@several
def test_every_chunk_that_kills_is_given_up(executor, tasks):
    """Even when nothing else is asked for."""
    results = list(executor.map(tasks.double, [("die",), ("die",), (1,), ("die",)], size=MANY))
    assert [isinstance(result, BaseException) for _, result in results] == [True, True, False, True]


@several
def test_who_stops_listening_stops_the_work(executor, tasks):
    """What was not begun is not done, and the processes go."""
    begun = []

    def work():
        for number in range(10_000):
            begun.append(number)
            yield (number,)

    results = executor.map(tasks.double, work(), size=MANY)
    next(results)
    results.close()
    assert len(begun) < 100


def test_what_tasks_need_is_loaded_once_and_only_for_processes(executor, tasks):
    """Little work needs no preparation; for much, it is done before the first process is made."""
    prepared = []
    list(executor.map(tasks.double, [(1,)], size=FEW, prepare=lambda: prepared.append(1)))
    assert prepared == []
    list(executor.map(tasks.double, [(1,), (2,)], size=MANY, prepare=lambda: prepared.append(1)))
    assert prepared == [1] * (executor.cores > 1)


@several
def test_processes_end_with_the_one_that_started_them():
    """A run that is killed leaves nobody working."""
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from support import spread_tasks;"
        "from feeds.pipeline.executor.processes import Processes;"
        "pool = Processes().map(spread_tasks.double, [(1,), (2,), (3,)], size=10**6);"
        "print(next(pool)[1][0][1], flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(TESTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(600):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process outlived the one that started it")


@pytest.mark.parametrize("size", [FEW, MANY])
@pytest.mark.parametrize("task", ["import_missing", "import_cut", "use_empty"])
def test_a_library_that_cannot_be_imported_is_nobodys_result(executor, tasks, tmp_path, monkeypatch, task, size):
    """No chunk is at fault, so the work ends; in which process it was noticed is all the same."""
    (tmp_path / "a_library_that_is_cut.py").write_text("def function(")
    (tmp_path / "a_library_that_is_empty").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InstallationError, match=r"a_library_that_is_.*: the library cannot be imported"):
        list(executor.map(getattr(tasks, task), [(1,), (2,)], size=size))


GROUPS = {
    "a container of version 2": ("0::/\n", {"cpu.max": "150000 100000\n"}, 2),
    "a group of a group": ("0::/pods/one\n", {"pods/cpu.max": "100000 100000", "pods/one/cpu.max": "max 100000"}, 1),
    "version 1": (
        "4:cpu,cpuacct:/docker/1\n3:memory:/x\n",
        {"cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n"},
        1,
    ),
    "no quota": ("1:cpu:/\n0::/\n", {"cpu.max": "max 100000", "cpu/cpu.cfs_quota_us": "-1"}, 8),
    "more than there are": ("0::/\n", {"cpu.max": "6400000 100000"}, 8),
    "damaged": ("0::/\n", {"cpu.max": "much 0"}, 8),
    "none": ("", {}, 8),
}


@pytest.mark.parametrize(("groups", "quotas", "expected"), GROUPS.values(), ids=GROUPS)
def test_a_quota_of_cores_counts(tmp_path, monkeypatch, groups, quotas, expected):
    """A pod of 2 cores on a machine of 32 has 2."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    for name, text in {
        "proc/self/cgroup": groups,
        **{f"sys/fs/cgroup/{one}": text for one, text in quotas.items()},
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert cores.count(tmp_path) == expected


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux alone ties a process to cores")
def test_a_process_tied_to_one_core_works_alone():
    """`taskset -c 0 feeds publish` starts no other process."""
    tied = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    script = f"{tied}; from feeds.pipeline.executor.processes import Processes; print(Processes().cores)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "1\n"
