"""The report of a real matching: CPU seconds, bytes and peak memory, in both languages.

Run from the project's root: ``python -m benchmarks.report 12000x100``.
"""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
import time
from pathlib import Path

import swarmmatch as sm
from swarmmatch.show.words import LANGUAGES

SEED, LIMIT = 2015, 60.0


def main() -> None:
    """Match once for each size, then write the report and print a row a language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="+", help="such as 12000x100")
    print(f"{platform.machine()}, Python {platform.python_version()}")
    print("professionals questions language  CPU seconds  bytes      peak MB")
    for size in parser.parse_args().sizes:
        professionals, questions = (int(part) for part in size.split("x"))
        matching = sm.match(sm.achterhoek(professionals, questions, seed=SEED), time_limit=LIMIT)
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "report.html"
                started = time.process_time()
                sm.write_report(matching, file, language=language)
                seconds, written = time.process_time() - started, file.stat().st_size
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{professionals:13,} {questions:9,} {language:8} {seconds:12.2f}  "
                f"{written:<9,}  {peak:7.0f}"
            )


if __name__ == "__main__":
    main()
