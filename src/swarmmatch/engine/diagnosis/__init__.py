"""Why no matching keeps the hard rules, and what to change."""
