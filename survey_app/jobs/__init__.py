"""Background work: the queue in front of `services.jobs`, and the threads that empty it."""
