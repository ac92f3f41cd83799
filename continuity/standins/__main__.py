"""``python -m continuity.standins``."""

import sys

from continuity.standins.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
