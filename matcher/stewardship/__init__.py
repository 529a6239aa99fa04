"""Care of the catalogue: read the European export, compare two catalogues, tell how complete each profile is."""
