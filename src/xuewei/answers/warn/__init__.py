"""School places of entry grades against the children who are due to enter (学位预警), for `warn`."""
