"""Stands in for a language model: vLLM's OpenAI-compatible chat format, streaming included, and no model behind it."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from contract import ContractHandler, serve, weights

MODEL = "sandbox-stand-in"
WEIGHTS = weights()
_WORDS_LIMIT = 4096


def reply_to(messages: list[dict[str, Any]]) -> str:
    """The text of the answer; it says first that no model wrote it."""
    asked = next((m["content"] for m in reversed(messages) if m.get("role") == "user"), "")
    text = asked if isinstance(asked, str) else " ".join(part.get("text", "") for part in asked)
    words = len(text.split())
    return (
        "This is the sandbox's stand-in, not a language model: nothing was understood. "
        f"Its weights are those of {WEIGHTS}. Your last message had {words} words and {len(text)} characters."
    )


class LlmHandler(ContractHandler):
    """Chat completions."""

    def invoke(self, body: bytes) -> None:
        """Answers a chat request, whole or as server-sent events."""
        try:
            request = json.loads(body)
            messages = request["messages"]
            if not isinstance(messages, list) or not messages:
                raise ValueError("messages must be a list with at least one message")
            limit = int(request.get("max_tokens") or request.get("max_completion_tokens") or _WORDS_LIMIT)
            tokens = reply_to(messages).split(" ")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problem = {"message": str(error), "type": "BadRequestError", "code": 400}
            self.answer(400, {"error": problem})
            return
        reason = "length" if len(tokens) > limit else "stop"
        if request.get("stream"):
            self._stream(tokens[:limit], reason)
        else:
            prompt = sum(len(str(message.get("content", "")).split()) for message in messages)
            self.answer(200, _completion(tokens[:limit], reason, prompt))

    def _stream(self, tokens: list[str], reason: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        identity = _identity("chat.completion.chunk")
        self._event({**identity, "choices": [_choice({"role": "assistant", "content": ""}, None)]})
        for index, token in enumerate(tokens):
            delta = {"content": token if index == 0 else f" {token}"}
            self._event({**identity, "choices": [_choice(delta, None)]})
            time.sleep(0.01)
        self._event({**identity, "choices": [_choice({}, reason)]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: object) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()


def _identity(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _choice(delta: dict[str, str], reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def _completion(tokens: list[str], reason: str, prompt_tokens: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": " ".join(tokens)}
    used = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": len(tokens),
        "total_tokens": prompt_tokens + len(tokens),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return {**_identity("chat.completion"), "choices": [choice], "usage": used}


if __name__ == "__main__":
    serve(LlmHandler)
