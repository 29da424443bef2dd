"""A plan held against rules (``check --policy``) and an estate against its rule (``estate``)."""
