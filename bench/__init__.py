"""Measurements that `make bench` prints. They assert nothing about time: machines differ, ratios tell."""
