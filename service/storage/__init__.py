"""What the service keeps: tables, the database they stand in, its migrations, and the job that erases."""
