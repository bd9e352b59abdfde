"""Random and mutated notices, each read under a time limit: no crash, no hang, spans slice back.

    python -m tests.ingestion.parse.fuzz --inputs 1000000 --seconds 1800 --seed 1 --workers 2
    python -m tests.ingestion.parse.fuzz --replay .luce/fuzz/FILE.json

An input is made from the seed and its number alone, so a failure can be seen again. The first of
each kind is made as small as it goes and saved.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import signal
import sys
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection, wait
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from types import FrameType

from ingestion.parse import read_notice
from ingestion.settings import ROOT
from tests.ingestion.parse.mutations import Input, make_input
from tests.ingestion.parse.soundness import Unsound, check_notice

LIMIT = 2.0  # seconds of its own for one input: the longest has some ten thousand characters
_STUCK = (
    60.0  # seconds on the clock after which a worker that does not even hear its alarm is ended
)
_CHUNK = 250
_TWICE = 16  # one input in so many is read twice
_SMALLER = 20.0  # seconds spent on making one failure small


class Hang(Exception):
    """One input took longer than it may."""


def find_problem(given: Input, *, twice: bool = True) -> str | None:
    """What is wrong with the reading of one input, as a name that like failures share."""
    signal.signal(signal.SIGVTALRM, _raise_hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        notice = read_notice(given.text, stated=given.stated, is_reprint=given.is_reprint)
        check_notice(notice, given.text)
        if twice:
            again = read_notice(given.text, stated=given.stated, is_reprint=given.is_reprint)
            return None if again == notice else "read twice, read differently"
    except Unsound as error:
        return f"unsound: {error}"
    except Hang:
        return "hang"
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.name}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def shrink(given: Input, problem: str) -> Input:
    """The shortest text found that has the same problem."""
    ends = time.monotonic() + _SMALLER
    if given.stated or given.is_reprint:
        plain = Input(given.text)
        given = plain if find_problem(plain) == problem else given
    step = max(1, len(given.text) // 2)
    while step:
        shorter = _drop_stretches(given, problem, step, ends)
        step = step if step == 1 and shorter != given else step // 2
        given = shorter
    return given


def _drop_stretches(given: Input, problem: str, step: int, ends: float) -> Input:
    """The input without every stretch of `step` characters that the problem does not need."""
    start = 0
    while start < len(given.text) and time.monotonic() < ends:
        text = given.text[:start] + given.text[start + step :]
        less = Input(text, given.stated, given.is_reprint)
        if find_problem(less) == problem:
            given = less
        else:
            start += step
    return given


def digest(seed: int, inputs: int) -> str:
    """A hash of all records read: the same in every process, whatever its hash seed."""
    total = hashlib.sha256()
    for index in range(inputs):
        given = make_input(seed, index)
        notice = read_notice(given.text, stated=given.stated, is_reprint=given.is_reprint)
        total.update(repr(notice).encode("utf-8", "surrogatepass"))
    return total.hexdigest()


# ---------------------------------------------------------------- many, in processes

_Failure = tuple[int, str]  # the number of the input, and what is wrong


def fuzz(seed: int, inputs: int, seconds: float, workers: int, folder: Path) -> int:
    """Read that many inputs, or as many as the time allows; how many kinds of failure there are."""
    started = time.monotonic()
    chunks = iter([range(at, min(at + _CHUNK, inputs)) for at in range(0, inputs, _CHUNK)])
    running = {_Worker(seed) for _ in range(workers)}
    kinds: Counter[str] = Counter()
    done, said = 0, started
    while running:
        for worker in list(running):
            if worker.chunk is None:
                late = time.monotonic() - started > seconds
                if late or not worker.take(next(chunks, None)):
                    worker.stop()
                    running.discard(worker)
        wait([worker.pipe for worker in running], timeout=1.0)
        for worker in list(running):
            count, failures = worker.collect()
            done += count
            for index, problem in failures:
                kinds[problem] += 1
                if kinds[problem] == 1:
                    _save(seed, index, problem, folder)
        if time.monotonic() - said > 10:
            said = time.monotonic()
            print(f"{done:>9} read, {sum(kinds.values())} failed", file=sys.stderr, flush=True)
    spent = time.monotonic() - started
    print(f"seed {seed}: {done} inputs read in {spent:.0f} s, {sum(kinds.values())} failed")
    for problem, count in kinds.most_common():
        print(f"  {count:>7} x {problem}")
    return len(kinds)


class _Worker:
    """A process that reads chunks of inputs; one that dies or hangs costs the input it was at."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chunk: range | None = None
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.at = context.Value("q", -1)
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_read_chunks, args=(self.seed, theirs, self.at), daemon=True
        )
        self.process.start()
        theirs.close()
        self.seen, self.since = -1, time.monotonic()

    def take(self, chunk: range | None) -> bool:
        if chunk is None:
            return False
        self.chunk, self.seen, self.since = chunk, -1, time.monotonic()
        self.pipe.send(chunk)
        return True

    def collect(self) -> tuple[int, list[_Failure]]:
        """How many inputs are done since it was last asked, and the failures among them."""
        assert self.chunk is not None
        try:
            if self.pipe.poll():
                failures: list[_Failure] = self.pipe.recv()
                done, self.chunk = len(self.chunk), None
                return done, failures
        except (EOFError, ConnectionError):
            return self._give_up(f"the process died ({self._exit_code()})")
        if self.at.value != self.seen:
            self.seen, self.since = self.at.value, time.monotonic()
        if time.monotonic() - self.since > _STUCK:
            self.process.kill()
            return self._give_up("hang that hears no alarm")
        return 0, []

    def _give_up(self, problem: str) -> tuple[int, list[_Failure]]:
        """Blame the input it was at and go on behind it; those before it are read once more."""
        assert self.chunk is not None
        index = max(self.at.value, self.chunk.start)
        before, rest = range(self.chunk.start, index), range(index + 1, self.chunk.stop)
        failures = [(index, problem)]
        for number in before:
            found = find_problem(make_input(self.seed, number))
            failures += [(number, found)] if found else []
        self._start()
        self.chunk = None
        self.take(rest or None)
        return len(before) + 1, failures

    def _exit_code(self) -> int | None:
        self.process.join(5)
        return self.process.exitcode

    def stop(self) -> None:
        self.pipe.close()
        self.process.join(10)


def _read_chunks(seed: int, pipe: Connection, at: Synchronized[int]) -> None:
    while True:
        try:
            chunk: range = pipe.recv()
        except EOFError:
            return
        failures: list[_Failure] = []
        for index in chunk:
            at.value = index
            problem = find_problem(make_input(seed, index), twice=index % _TWICE == 0)
            if problem:
                failures.append((index, problem))
        pipe.send(failures)


def _raise_hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


# ---------------------------------------------------------------- what failed


def _save(seed: int, index: int, problem: str, folder: Path) -> None:
    given = make_input(seed, index)
    if "died" not in problem and "no alarm" not in problem:
        given = shrink(given, problem)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seed}-{index}.json"
    record = {
        "problem": problem,
        "seed": seed,
        "index": index,
        "text": given.text,
        "stated": given.stated,
        "is_reprint": given.is_reprint,
    }
    path.write_text(json.dumps(record, indent=1), encoding="ascii")
    print(f"FAILED {problem}\n  {given.text[:300]!a}\n  saved as {path}", flush=True)


def replay(path: Path) -> int:
    """Read a saved input as it is, without a limit; an error shows its whole way."""
    record = json.loads(path.read_text(encoding="ascii"))
    text = record["text"]
    notice = read_notice(text, stated=record["stated"], is_reprint=record["is_reprint"])
    check_notice(notice, text)
    print(f"{len(text)} characters, read and sound; was: {record['problem']}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.ingestion.parse.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3_600, help="stop after so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--save", type=Path, default=ROOT / ".luce" / "fuzz", metavar="FOLDER")
    parser.add_argument("--replay", type=Path, metavar="FILE")
    parser.add_argument("--digest", action="store_true", help="print a hash of all records")
    options = parser.parse_args()
    if options.replay:
        return replay(options.replay)
    if options.digest:
        print(digest(options.seed, options.inputs))
        return 0
    kinds = fuzz(options.seed, options.inputs, options.seconds, options.workers, options.save)
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
