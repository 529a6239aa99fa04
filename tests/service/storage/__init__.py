"""What the service keeps, tested on both kinds of database."""
