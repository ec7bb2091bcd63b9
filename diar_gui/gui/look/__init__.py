"""How things look and are said: colours, icons, fonts, words, translations, messages."""
