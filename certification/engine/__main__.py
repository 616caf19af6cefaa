"""python -m certification.engine: certify a policy, replay a counterexample, list the worlds."""

import sys

from .cli import main

sys.exit(main())
