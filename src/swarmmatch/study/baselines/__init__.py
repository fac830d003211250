"""Ways in which teams come about without a matching: what to measure a matching against."""
