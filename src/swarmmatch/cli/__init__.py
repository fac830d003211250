"""The library from the shell: thin, and on top of everything else."""
