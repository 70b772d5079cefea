"""Stands in for any other model: says that it is a stand-in, and how large the request was."""

from __future__ import annotations

from contract import ContractHandler, serve


class EchoHandler(ContractHandler):
    """Answers every request alike."""

    def invoke(self, body: bytes) -> None:
        """Answers with the size of the request."""
        self.answer(200, {"standIn": True, "note": "the sandbox's stand-in, not a model", "bytesReceived": len(body)})


if __name__ == "__main__":
    serve(EchoHandler)
