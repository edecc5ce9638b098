"""``python -m eventapp`` is the console script."""

from eventapp.cli import main

if __name__ == "__main__":
    main()
