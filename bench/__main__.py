"""Runs the benchmarks named, or all of them; exit code 1 if a bound was missed."""

from __future__ import annotations

import os
import platform
import sys

from bench import balancer, browser, clock, page, pool, workers

BENCHES = {
    "pool": pool.run,
    "workers": workers.run,
    "balancer": balancer.run,
    "clock": clock.run,
    "page": page.run,
    "browser": browser.run,
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start")
    good = True
    for name in names or BENCHES:
        print(f"\n{name}: {(BENCHES[name].__doc__ or '').splitlines()[0]}")
        for figure in BENCHES[name]():
            print(figure, flush=True)
            good = good and figure.good
    return 0 if good else 1


sys.exit(main(sys.argv[1:]))
