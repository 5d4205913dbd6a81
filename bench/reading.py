"""Prints how fast plans are read: characters a second, growth with length, peak memory, and on what machine."""

import math
import platform
import resource
import sys
import time
import tracemalloc
from pathlib import Path

from shanzhi.core.plan.reading import read_plan

PLANS = Path(__file__).parents[2] / "shared" / "plans"
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
FLOOR_SECONDS_10K = 0.15
STEEPEST = 1.1
PIECES = ("（", "一、", "每月", "各乡镇、", "2026年", "(牵头单位:", "“三无”", "1.1.1.")
SAMPLE = """一、重点任务
(一)清理沟渠。各村每周清理沟渠一次,做到“三无”(无淤泥、无漂浮物、无杂草),覆盖率达到85%以上。
责任单位:镇农办、各村
完成时限:2026年6月30日前
(二)收运垃圾。每个自然村配备保洁员2名,垃圾日产日清,每月25日前报送台账。(牵头单位:镇环卫所;配合单位:各村)
"""


def corpus() -> str:
    """Gives the labelled plans one after another, a sample of our own where they are not there."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(PLANS.glob("*.txt"))] if PLANS.is_dir() else []
    return "\n".join(texts) or SAMPLE


def seconds(text: str, rounds: int) -> float:
    """Gives the best time of several readings."""
    best = math.inf
    for _ in range(rounds):
        begun = time.perf_counter()
        read_plan(text)
        best = min(best, time.perf_counter() - begun)
    return best


def main() -> int:
    text = corpus()
    took = seconds(text, 3)
    print(f"machine    {platform.machine()} {platform.system()} Python {platform.python_version()}, one core")
    print(f"corpus     {len(text):,} characters in {took * 1000:.0f} ms: {len(text) / took:,.0f} characters a second")
    times = {}
    for size in SIZES:
        grown = (text * (size // len(text) + 1))[:size]
        times[size] = seconds(grown, 3 if size <= 100_000 else 1)
        print(f"{size:>9,} characters  {times[size] * 1000:8.0f} ms")
    for piece in PIECES:
        grown = seconds(piece * (40_000 // len(piece)), 1) / max(seconds(piece * (10_000 // len(piece)), 2), 0.001)
        print(f"repeated   {piece!r:24} four times the text takes {grown:.1f} times as long")
    exponent = math.log(times[SIZES[-1]] / times[SIZES[0]]) / math.log(SIZES[-1] / SIZES[0])
    print(f"growth     time ~ length^{exponent:.2f}")
    tracemalloc.start()
    read_plan((text * (SIZES[-1] // len(text) + 1))[: SIZES[-1]])
    peak = tracemalloc.get_traced_memory()[1]
    print(f"memory     {peak / 1e6:.0f} MB at its peak for 1 M characters; process {_resident_mb():.0f} MB")
    kept = times[SIZES[0]] < FLOOR_SECONDS_10K and exponent < STEEPEST
    print("floors     kept" if kept else "floors     NOT kept: 10 k in 150 ms, growth at most 1.1")
    return 0 if kept else 1


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
