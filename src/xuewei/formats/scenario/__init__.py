"""Scenarios: changes laid over a plan and its assumptions."""
