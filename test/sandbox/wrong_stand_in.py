"""A planted fault: answers as the stand-in does, but from the weights of another model."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "sandbox" / "stand-ins"))

import echo_server
from contract import serve

echo_server.WEIGHTS = "somebody-else"
serve(echo_server.EchoHandler)
