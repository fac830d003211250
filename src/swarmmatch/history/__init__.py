"""History: who has worked with whom, and what that means for the next session."""
