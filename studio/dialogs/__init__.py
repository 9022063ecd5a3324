"""Dialog tasks: definitions, training, the conversation engine and its scripts."""
