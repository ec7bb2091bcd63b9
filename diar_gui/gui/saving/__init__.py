"""Saving the clean picture and exporting the rest."""
