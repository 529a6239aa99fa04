"""What an organisation sees: pages made on the server, complete without a script."""
