"""What answers tasks: this process, several processes, or the workers of a Dask scheduler."""
