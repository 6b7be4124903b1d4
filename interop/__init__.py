"""Other people's tools, run for real against what we export (`make interop`)."""
