"""Suites, one file each: a file that is put here can be run by the name it registers."""
