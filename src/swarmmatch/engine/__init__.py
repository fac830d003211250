"""Bounding, solving and proving: the only room that knows a solver."""
