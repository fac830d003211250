"""Methods, one file each: a file that is put here takes part under the name it registers."""
