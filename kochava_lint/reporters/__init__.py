"""The built-in output formats, one a file: a module here that holds a `Reporter` is all that it takes to add one."""
