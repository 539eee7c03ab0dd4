"""The analysis beside other packages: the same tables from the same file in the same run."""
