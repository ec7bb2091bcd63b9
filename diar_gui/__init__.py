"""DIAR: one clean picture of a flat thing out of several spoiled photos of it."""

__version__ = "0.1.0"
