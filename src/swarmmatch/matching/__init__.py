"""What comes out: a matching with its proof, its audit, and the files that keep both."""
