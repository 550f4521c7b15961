"""The built-in rules, one a file: a module here that holds a `Rule` is all that it takes to add one."""
