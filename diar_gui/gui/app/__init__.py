"""The program around the window: its start, logs, faults, single instance, demo, smoke test."""
