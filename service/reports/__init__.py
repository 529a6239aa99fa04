"""Reports as one HTML page that needs no other file, with the tables beside it as CSV; never a word of a need."""
