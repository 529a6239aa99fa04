"""``python -m service.cli``: the same as the console script."""

from service.cli.main import main

main()
