"""How near the methods come to sequences whose truth is known: `diar bench`."""

from diar_gui.benchmark.options import TRUTH, BenchmarkOptions
from diar_gui.benchmark.results import Benchmark
from diar_gui.benchmark.run import benchmark

__all__ = ["TRUTH", "Benchmark", "BenchmarkOptions", "benchmark"]
