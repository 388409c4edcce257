"""Faults on running nodes: whatever is cut off, each message ends once, and both ledgers say the same.

RASTRO_FAULTS=all makes every fault (`make faults`); without it, a sample. RASTRO_SEED names the seed of what is by chance.
"""
import os
import random
import threading
import time
import unittest

from node_stage import Judge, Pair, World
from stage import CommandTest
from test_ledger import tlogcheck

ALL = os.environ.get("RASTRO_FAULTS") == "all"
SEED = int(os.environ.get("RASTRO_SEED", "20261126"))


class NodeTest(CommandTest):
    """A test with a world, two nodes, and the judge of what they come to."""

    HAS_DEALER = False
    ALARMS = ()

    def setUp(self):
        super().setUp()
        self.world = World(self.path("world"))
        self.pair = self.make_pair()
        self.addCleanup(self.pair.kill)
        checker = tlogcheck(self)
        if not checker:
            print("LEFT OUT: another checker of the ledgers; Go, its x/mod or the shared material is not there")
        self.judge = Judge(self, self.pair, checker, self.ALARMS)

    def make_pair(self):
        return Pair(self.folder, self.world, has_dealer=self.HAS_DEALER)

    def hand_in(self, rows=1):
        """Hands in a new file, which the nodes in service must take."""
        is_taken, run = self.pair.hand_in(self.world.file(rows), rows)
        self.assertTrue(is_taken, run.err)


class UndisturbedTests(NodeTest):
    HAS_DEALER = True

    def test_what_is_checked_holds_without_a_fault(self):
        self.pair.start()
        for rows in (1, 5, 20):
            self.hand_in(rows)
        self.pair.settle()
        self.judge.check()
        for one in self.pair.services():
            self.assertEqual(one.end(), 0)
        self.pair.start()
        self.pair.settle()
        self.judge.check()


class RandomKillTests(NodeTest):
    HAS_DEALER = True
    KILLS = 200 if ALL else 20
    # A message that did not come for a minute is asked for, and somebody is told: right, when who has it was killed.
    ALARMS = ("missing",)

    def feed(self, ended):
        """Hands in one file after the other, each until the node says that it has it."""
        while not ended.is_set():
            rows = self.chance.choice((1, 1, 2, 5))
            path = self.world.file(rows)
            while not self.pair.hand_in(path, rows)[0]:
                time.sleep(0.2)
                if ended.is_set():
                    # Nobody kills any more, and nobody knows whether the last one was taken.
                    is_taken, run = self.pair.hand_in(path, rows)
                    assert is_taken, run.err
                    break
            ended.wait(1.5)
        self.is_fed = True

    def test_processes_that_are_cut_off_at_any_time(self):
        self.chance = random.Random(SEED)
        self.is_fed = False
        ended = threading.Event()
        began = time.monotonic()
        self.pair.start()
        feeder = threading.Thread(target=self.feed, args=(ended,))
        feeder.start()
        killed = {one.folder: 0 for one in self.pair.services()}
        chance = random.Random(SEED + 1)
        try:
            for _ in range(self.KILLS):
                time.sleep(chance.uniform(0, 2.5))
                one = chance.choice(self.pair.services())
                one.kill()
                killed[one.folder] += 1
                time.sleep(chance.choice((0, chance.uniform(0, 1.5))))
                self.assertTrue(one.start(), one.said())
        finally:
            ended.set()
            feeder.join()
        self.assertTrue(self.is_fed)
        self.pair.start()
        # Pauses between tries grow up to five minutes while a node is away again and again.
        self.pair.settle(900)
        self.judge.check()
        requests = sum(self.pair.handed.values())
        print(f"seed {SEED}: {self.KILLS} kills ({', '.join(map(str, killed.values()))}), {len(self.pair.handed)} "
              f"files, {requests} requests, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    unittest.main()
