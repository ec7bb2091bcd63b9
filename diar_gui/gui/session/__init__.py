"""What the window works on, without a widget: photos, run, corrections, threads, settings."""
