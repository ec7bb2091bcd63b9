"""Looking at photos as they were shot: one large, or two side by side."""
