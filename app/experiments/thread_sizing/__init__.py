"""The experiment `thread-sizing`: how many threads get most done on this machine, measured against the formula."""
