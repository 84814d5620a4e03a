"""`python -m rootward`."""

from __future__ import annotations

from rootward.cli import main

if __name__ == "__main__":
    main()
