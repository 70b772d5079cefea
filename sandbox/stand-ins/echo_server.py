"""Stands in for any other model: says that it is a stand-in, whose weights it has, and what the request was."""

from __future__ import annotations

import hashlib

from contract import ContractHandler, serve, weights

WEIGHTS = weights()


class EchoHandler(ContractHandler):
    """Answers every request alike."""

    def invoke(self, body: bytes) -> None:
        """Answers with size and hash of the request."""
        self.answer(
            200,
            {
                "standIn": True,
                "note": "the sandbox's stand-in, not a model",
                "weights": WEIGHTS,
                "bytesReceived": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            },
        )


if __name__ == "__main__":
    serve(EchoHandler)
