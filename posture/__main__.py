"""`python -m posture`."""

from posture.app.cli import main

if __name__ == "__main__":
    main()
