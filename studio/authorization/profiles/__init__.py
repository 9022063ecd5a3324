"""Authorization profiles: seven mechanisms as data, what a person enters, and trying it out."""
