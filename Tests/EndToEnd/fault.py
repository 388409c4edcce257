"""Faults in a program's writes: fault.c, compiled and put before the C library, and strace(1), by which it is judged."""
import collections
import os
import re
import shutil
import subprocess

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fault.c")
# What strace calls those of fault.c; the two names of one call are one.
CALLS = {"pwrite": "pwrite64", "ftruncate64": "ftruncate"}
TRACED = ("write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,"
          "unlinkat")

# Those that need room.
WRITES = "write,pwrite,pwrite64,writev,pwritev"


def left_out(test, why):
    """Leaves a test out, loudly; where CI=true, it fails."""
    print(f"LEFT OUT: {test.id()}: {why}")
    if os.environ.get("CI") == "true":
        test.fail(f"must run where CI=true: {why}")
    test.skipTest(why)


class Faults:
    """The library, compiled into a folder."""

    def __init__(self, test, folder):
        # Swift comes with a compiler of C.
        compiler = shutil.which("cc") or shutil.which("clang")
        if not compiler:
            left_out(test, "no compiler of C")
        self.library = os.path.join(folder, "fault.so")
        run = subprocess.run(
            [compiler, "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", self.library,
             SOURCE, "-ldl"], capture_output=True, text=True)
        test.assertEqual(run.returncode, 0, run.stderr)

    def environment(self, under, how="", number=0, log=None, clock=0, calls=None):
        """What makes the call of a number fail, of all on files below a folder or of those that are named."""
        env = {"LD_PRELOAD": self.library, "FAULT_UNDER": under + "/", "FAULT_AT": str(number), "FAULT_HOW": how,
               "FAULT_CLOCK": str(clock)}
        if log:
            env["FAULT_LOG"] = log
        if calls:
            env["FAULT_CALL"] = f",{calls},"
        return env


def counted(log):
    """How often each call was made on each file, by the library's log."""
    with open(log, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(" ", 2) for line in file]
    return collections.Counter((CALLS.get(name, name), path) for _, name, path in lines)


def traced(trace, under):
    """The same by strace's."""
    found = collections.Counter()
    with open(trace, encoding="utf-8", errors="replace") as file:
        for line in file:
            call = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
            if not call or call[1] not in TRACED.split(","):
                continue
            if call[1].startswith(("rename", "link", "unlink")):
                # The last name is the one that is changed.
                paths = re.findall(r'"([^"]*)"', call[2])[-1:]
            else:
                paths = re.findall(r"^\d+<([^>]*)>", call[2])
            for path in paths:
                if path.startswith(under + "/"):
                    found[call[1], path[len(under) + 1:]] += 1
    return found


def tracer(test):
    """The words before a program that make strace write its calls down to a file; `None` where it may not."""
    strace = shutil.which("strace")
    if not strace:
        left_out(test, "strace is not there")
    if subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        left_out(test, "strace may not trace here")
    return [strace, "-f", "-y", "--seccomp-bpf", "-s", "0", "-e", f"trace={TRACED}", "-e", "signal=none"]
