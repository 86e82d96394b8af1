"""Remote: recordings come from another machine and results go there, by a process of its own."""
