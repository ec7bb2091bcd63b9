"""Straightening a picture by its corners."""
