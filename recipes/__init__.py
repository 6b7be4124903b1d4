"""Training runs and evaluation on the annotated corpora; not part of the package."""
