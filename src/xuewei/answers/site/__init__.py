"""How many children have a school within reach, and where the next schools would serve most (``site``)."""
