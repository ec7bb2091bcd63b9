"""Threads without work sleep, unless the user set it otherwise."""

import os
import subprocess
import sys

NAMES = ("OMP_WAIT_POLICY", "OPENBLAS_THREAD_TIMEOUT")
SAY = (
    "import sys, diar_gui, os; assert not {'numpy', 'torch'} & set(sys.modules); "
    f"print(*(os.environ[name] for name in {NAMES}))"
)


def said(**own: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | own
    done = subprocess.run([sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_threads_sleep_before_anything_that_has_threads_is_imported():
    assert said() == ["PASSIVE", "12"]


def test_what_the_user_set_stays():
    assert said(OMP_WAIT_POLICY="ACTIVE") == ["ACTIVE", "12"]
