"""The experiment `executors`: the document's two programs on Python's own thread and process pools, measured."""
