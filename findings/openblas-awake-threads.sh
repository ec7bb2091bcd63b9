#!/usr/bin/env bash
# We looked for what made a program several times as slow beside others, and took its few short matrix products for
# innocent. But a thread of numpy's OpenBLAS stays awake after each product, for a time that outlasts the pauses between
# them: a program that multiplies for 1 ms and then does something else for 10 takes a core for the whole of it. We
# guessed wrong again about the remedy: OMP_WAIT_POLICY=PASSIVE is not read, since numpy's wheels bring an OpenBLAS with
# threads of its own; OPENBLAS_THREAD_TIMEOUT is, as a power of two of cycles. Wants two cores that are not busy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.4
cat > "$folder/look.py" <<'PYTHON'
import os
import time

import numpy as np

a = np.random.default_rng(0).standard_normal((400, 400)).astype(np.float32)
a @ a
best = []
for _ in range(5):
    start, clock, working = time.process_time(), time.perf_counter(), 0.0
    for _ in range(40):
        began = time.thread_time()
        a @ a
        working += time.thread_time() - began
        time.sleep(0.01)
    best.append((time.process_time() - start, working, time.perf_counter() - clock))
taken, working, clock = min(best)
print(f"{taken:.3f} {working:.3f} {clock:.3f}")
PYTHON
run() { env -u OMP_WAIT_POLICY -u OPENBLAS_THREAD_TIMEOUT OPENBLAS_NUM_THREADS=2 "$@" "$folder/venv/bin/python" "$folder/look.py"; }
"$folder/venv/bin/python" -c 'import numpy; print("numpy", numpy.__version__, numpy.show_config("dicts")["Build Dependencies"]["blas"]["version"])'
read -r default working clock < <(run A=1)
read -r passive _ _ < <(run OMP_WAIT_POLICY=PASSIVE)
read -r short _ _ < <(run OPENBLAS_THREAD_TIMEOUT=10)
echo "40 products with pauses of 10 ms, $clock s in all; the thread that asks for them works for $working s of it"
echo "processor seconds of the process: $default by default, $passive with OMP_WAIT_POLICY=PASSIVE, $short with OPENBLAS_THREAD_TIMEOUT=10"
awk -v d="$default" -v p="$passive" -v s="$short" 'BEGIN { exit !(d > 3 * s && p > 3 * s) }' || { echo "the behaviour has changed"; exit 1; }
