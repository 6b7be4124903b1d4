"""Training, evaluation, and the locks of what is installed; not part of the package."""
