"""What the local emulator lacks, registered into it at start without editing the installed package."""
