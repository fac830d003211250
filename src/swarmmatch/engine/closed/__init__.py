"""Closed pools, where everybody sits in one team: many teams alike, and people who are alike."""
