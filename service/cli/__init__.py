"""The command line `hub-matcher` and what it prints."""
