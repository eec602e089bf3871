"""What `migrate` does beside the tables: refuses, carries over, and keeps buckets of names."""
