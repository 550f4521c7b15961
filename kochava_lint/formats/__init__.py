"""The built-in input formats, one a file: a module here that holds a `Format` is all that it takes to add one."""
