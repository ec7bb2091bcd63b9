"""The page "Colour and size": flat field, colour target, true size, colour space, and what the target says."""
