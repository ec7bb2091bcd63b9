"""Projects: opening, saving, keeping what a crash would lose."""
