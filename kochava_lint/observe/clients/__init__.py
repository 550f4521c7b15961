"""The HTTP clients that are watched, one a file, which is called as the package of the client is."""
