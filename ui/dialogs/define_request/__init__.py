"""Define Request: the request of a service node, and trying it."""
