"""Moving figures: driven as a person would, and every state compared with numpy."""
