"""Each write, sync and change of a name that a node makes: the process ends there, or the disk fails there.

RASTRO_FAULTS=all tries every one (`make faults`), or with RASTRO_EVERY=N each Nth; without it, some, evenly.
"""
import collections
import concurrent.futures
import os
import queue
import shutil
import signal
import time
import unittest

import stage
from fault import WRITES, Faults, counted, traced, tracer
from node_stage import Judge, Pair, World
from stage import CommandTest, rastro
from test_ledger import tlogcheck
from test_node_faults import ALL

WORKERS = 4 if ALL else 2
# How many of each kind are tried where not all are.
EVERY = int(os.environ.get("RASTRO_EVERY", "1"))
SAMPLE = {"kill": 6, "torn": 2, "EIO": 4, "ENOSPC": 2}
TONGUES = ("en", "es")


class Case(collections.namedtuple("Case", "side how number")):
    """A fault at the call of a number, of one of the two nodes."""

    def __str__(self):
        return f"{self.how} at call {self.number} of the {self.side} node"


def chosen(side, how, counts):
    """The faults of a kind: each number up to one, or some of them."""
    count = sum(counts[name] for name in counts if how in ("kill", "EIO") or name in WRITES.split(","))
    step = EVERY if ALL else max(1, count // SAMPLE[how])
    return [Case(side, how, number) for number in range(1 + (step - 1) // 2, count + 1, step)]


class FaultTest(CommandTest):
    """A test with a library that makes writes fail."""

    # A message that did not come for a minute is asked for, and somebody is told.
    ALARMS = ("missing",)

    def setUp(self):
        super().setUp()
        self.faults = Faults(self, self.folder)
        self.checker = tlogcheck(self)

    def pair(self, name):
        os.mkdir(self.path(name))
        pair = Pair(self.path(name), World(self.path(f"{name}/world")))
        self.addCleanup(pair.kill)
        return pair, Judge(self, pair, self.checker, self.ALARMS)


class WriteFaultTests(FaultTest):
    """Two nodes, one of which is cut off, or can not write, while a file is handed in and answered."""

    def counts(self):
        """How many calls there are in a run in which one file is handed in and answered, by the side that makes them."""
        pair, _ = self.pair("count")
        found = {}
        for side in ("asking", "answering"):
            one, log = getattr(pair, side), self.path(f"{side}.calls")
            self.assertTrue(one.start(**self.faults.environment(one.folder, log=log)))
            pair.start()
            self.assertTrue(pair.hand_in(pair.world.file(), 1)[0])
            pair.settle()
            pair.kill()
            found[side] = collections.Counter()
            for (name, _), count in counted(log).items():
                found[side][name] += count
        return found

    def test_the_library_sees_what_strace_sees(self):
        words = tracer(self)
        pair, judge = self.pair("strace")
        one, log, trace = pair.asking, self.path("calls"), self.path("trace")
        env = self.faults.environment(one.folder, log=log)
        # The program alone, and not strace, gets the library.
        preload = f"LD_PRELOAD={env.pop('LD_PRELOAD')}"
        one.program = [*words, "-o", trace, "-E", preload, stage.RASTRO, *one.words]
        self.assertTrue(one.start(**env), one.said())
        one.program = None
        pair.start()
        self.assertTrue(pair.hand_in(pair.world.file(3), 3)[0])
        pair.settle()
        self.assertEqual(self.end_traced(one), 0)
        seen = counted(log)
        self.assertGreater(sum(seen.values()), 100)
        self.assertEqual(seen, traced(trace, one.folder))
        pair.start()
        pair.settle()
        judge.check()

    def end_traced(self, one):
        """Ends a service that strace runs; its exit code."""
        children = f"/proc/{one.process.pid}/task/{one.process.pid}/children"
        with open(children, encoding="ascii") as file:
            child, = map(int, file.read().split())
        os.kill(child, signal.SIGTERM)
        code = one.process.wait(60)
        one.process = None
        return code

    def test_each_call_of_two_nodes(self):
        counts = self.counts()
        cases = queue.SimpleQueue()
        made = [case for side in counts for how in SAMPLE for case in chosen(side, how, counts[side])]
        for case in made:
            cases.put(case)
        began = time.monotonic()
        tally = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for one in [pool.submit(self.work, f"w{n}", cases, tally) for n in range(WORKERS)]:
                one.result()
        # The first run of a node has most calls; a kill beyond the end of another is none.
        kills = sum(case.how == "kill" for case in made)
        self.assertGreater(tally["kill"], kills // 2, tally)
        counts = {side: dict(found) for side, found in counts.items()}
        print(f"calls of one run: {counts}; faults tried: {len(made)}, come to pass: {dict(tally)}, "
              f"{time.monotonic() - began:.0f} s")

    def work(self, name, cases, tally):
        pair, judge = self.pair(name)
        while True:
            try:
                case = cases.get_nowait()
            except queue.Empty:
                return
            try:
                self.try_fault(pair, case, tally)
                judge.check()
            except BaseException as error:
                while not cases.empty():
                    cases.get_nowait()
                raise AssertionError(f"{case}: {error}") from error

    def try_fault(self, pair, case, tally):
        """One run with a fault, then one without, in which all comes to its end."""
        one = getattr(pair, case.side)
        other = pair.answering if one is pair.asking else pair.asking
        if not other.is_running():
            other.kill()
            self.assertTrue(other.start(), other.said())
        one.kill()
        log = self.path(f"{os.path.basename(pair.folder)}.log")
        if os.path.exists(log):
            os.remove(log)
        tongue = TONGUES[case.number % 2]
        path = pair.world.file()
        calls = WRITES if case.how in ("torn", "ENOSPC") else None
        env = self.faults.environment(one.folder, case.how, case.number, log, calls=calls)
        if one.start(tongue=tongue, **env):
            is_taken, run = pair.hand_in(path, 1, tongue=tongue)
            if not is_taken:
                self.assertIn(run.code, (1, 2), run.err)
                self.assert_well_said(run)
            try:
                pair.settle(6, while_running=one)
            except TimeoutError:
                pass
        else:
            # It said why, unless it was cut off.
            self.assertIn(one.code, (1, 2) if case.how[0] == "E" else (-9,), one.said())
        tally[case.how] += sum(counted(log).values()) >= case.number
        one.kill()
        pair.start()
        if path not in pair.handed:
            is_taken, run = pair.hand_in(path, 1)
            self.assertTrue(is_taken, run.err)
        pair.settle()


class RestoreFaultTests(FaultTest):
    """A node that is restored from an older copy, cut off while it is."""

    # The copy does not know what it cosigned since: somebody is told.
    ALARMS = ("missing", "forgotten")
    KEPT = 6

    def test_each_call_of_a_restoring(self):
        pair, judge = self.pair("restore")
        for name in ("asking", "answering"):
            with self.subTest(name):
                self.restore_each(pair, judge, getattr(pair, name))

    def restore_each(self, pair, judge, one):
        pair.start()
        self.assertTrue(pair.hand_in(pair.world.file(2), 2)[0])
        pair.settle()
        pair.kill()
        copy = self.path("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(one.folder, copy, ignore=shutil.ignore_patterns("*.sock"))
        pair.start()
        later = pair.world.file(3)
        self.assertTrue(pair.hand_in(later, 3)[0])
        pair.settle()
        one.kill()
        log = self.path("restore.calls")
        self.put_back(one, copy)
        self.assertEqual(self.restore(one, self.faults.environment(one.folder, log=log)).code, 0)
        count = sum(counted(log).values())
        step = EVERY if ALL else max(1, count // self.KEPT)
        tried = 0
        for number in range(1, count + 1, step):
            for how in ("kill", "torn", "EIO", "ENOSPC"):
                self.put_back(one, copy)
                run = self.restore(one, self.faults.environment(one.folder, how, number))
                tried += 1
                if run.code == 0:
                    continue
                self.assertIn(run.code, (-9, 1, 2), f"{how} at {number}: {run.err}")
                if run.code > 0:
                    self.assert_well_said(run)
                    self.assertTrue(run.err.strip())
                again = self.restore(one, {})
                self.assertEqual(again.code, 0, f"{how} at {number}: {again.err}")
        if one is pair.asking:
            pair.forget([later])
        pair.start()
        pair.settle()
        judge.check()
        print(f"restoring: {count} calls, {tried} faults")

    def put_back(self, one, copy):
        shutil.rmtree(one.folder)
        shutil.copytree(copy, one.folder)

    def restore(self, one, env):
        return rastro("node", "restore", one.folder, "--now", "--lang", "en", env=env)




if __name__ == "__main__":
    unittest.main()
