"""Why, why not, what if: reads a matching, may solve again, and tells it in plain words."""
