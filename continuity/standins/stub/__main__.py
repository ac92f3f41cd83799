"""``python -m continuity.standins.stub``."""

import sys

from continuity.standins.stub.serve import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
