"""Programs from npm, and a Node to run them with."""
