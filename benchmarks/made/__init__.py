"""What benchmarks measure on, made by them."""
