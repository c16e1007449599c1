"""``python -m tests.fuzz [--seconds 60] [--seed 1] [--guided] [TARGET …]``: fuzzing in earnest.

Each target in a process of its own. Prints how many inputs each took, how fast, the slowest one and
by how much the memory grew; the first input that breaks a target is written down and ends it.
``--guided`` lets atheris follow the coverage, where it is installed.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.mutation import mutate
from tests.fuzz.targets import TARGETS

WARM_UP = 2000
"""Inputs after which caches are full and growth would be a leak."""


def fuzz(name: str, seconds: float, seed: int) -> None:
    target, end = TARGETS[name], time.monotonic() + seconds
    slowest, begun, warm = 0.0, time.monotonic(), 0
    for count, data in enumerate(mutate(target.seeds, seed), start=1):
        before = time.perf_counter()
        try:
            target.run(data)
        except BaseException:
            Path(f"fuzz-{name.replace(' ', '-')}.bin").write_bytes(data)
            print(f"{name}: input {count} broke it: {data[:200]!r}", flush=True)
            raise
        slowest = max(slowest, time.perf_counter() - before)
        if count == WARM_UP:
            warm = _peak_kb()
        if time.monotonic() > end:
            break
    rate = count / (time.monotonic() - begun)
    grown = (_peak_kb() - (warm or _peak_kb())) / 1024
    print(
        f"{name:14}{count:12,} inputs{rate:10,.0f}/s  slowest {slowest * 1000:7.1f} ms"
        f"  memory +{grown:.1f} MiB",
        flush=True,
    )


def fuzz_guided(name: str, seconds: float, seed: int) -> None:
    import atheris

    atheris.instrument_all()
    corpus = Path(f"fuzz-corpus/{name.replace(' ', '-')}")
    corpus.mkdir(parents=True, exist_ok=True)
    for place, data in enumerate(TARGETS[name].seeds):
        (corpus / f"seed-{place}").write_bytes(data)
    options = [
        f"-max_total_time={seconds:.0f}",
        f"-seed={seed}",
        "-timeout=5",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name].run)
    atheris.Fuzz()


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true")
    asked = parser.parse_args()
    if len(asked.targets) == 1:
        work = fuzz_guided if asked.guided else fuzz
        work(asked.targets[0], asked.seconds, asked.seed)
        return 0
    options = ["--seconds", str(asked.seconds), "--seed", str(asked.seed)]
    options += ["--guided"] if asked.guided else []
    broken = [
        name
        for name in asked.targets or TARGETS
        if subprocess.run(
            [sys.executable, "-m", "tests.fuzz", *options, name], check=False
        ).returncode
    ]
    return min(len(broken), 1)


if __name__ == "__main__":
    sys.exit(main())
