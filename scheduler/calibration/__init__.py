"""How well chances of a miss agree with what happened, on histories of attendance and on draws with a known truth."""
