"""Figures as ratios within one run, since machines differ: `make bench`."""
