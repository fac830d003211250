"""For who tunes and compares: sweeps, Pareto fronts, how stable teams are, and baselines."""
