"""Who may call: keys of portals, origins of browsers, rates. The mode is decided once, when the service starts."""
