"""Starts the emulator with the overlay: ``python -m overlay``, with the variables that ``settings`` reads."""

from ministack import app

from overlay.install import install
from overlay.settings import from_environment

install(from_environment())
app.main()
