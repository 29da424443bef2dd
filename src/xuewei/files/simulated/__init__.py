"""Blocks of a simulation that are finished, kept so that an interrupted run can go on."""
