"""What runs inside the sandbox. Imports the standard library, numpy and the runtimes, no more:
this folder is mounted alone, without the rest of the project."""
