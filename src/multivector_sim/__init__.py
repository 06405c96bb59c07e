"""Agent-based simulation of multi-vector balancing."""
