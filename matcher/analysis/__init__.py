"""What analysts ask of the matcher: tables and charts on errors, exposure, gaps and use; needs the extra ``analysis``."""
