"""Placing one photo by hand."""
