"""Moving figures: driven as a person would, and every state of every control compared with numpy."""
