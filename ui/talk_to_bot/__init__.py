"""Talk to Bot: the panel beside any page in which one talks to the assistant."""
