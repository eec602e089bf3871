"""English of everywhere else."""
