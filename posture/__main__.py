"""`python -m posture`."""

from posture.app.cli import main

main()
