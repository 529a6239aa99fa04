"""``python -m service.api.remake_examples``: answer the request example again and keep the answer in ``examples/``."""

from __future__ import annotations

from matcher import Query, Recommender
from service.api.examples import ANSWER_FILE, ANSWERED, REQUEST_EXAMPLES

FIXED_ID = "00000000-0000-4000-8000-000000000000"  # a new one each time would change the file for nothing


def main() -> None:
    """Write ``answer.json`` anew from the shipped data and models."""
    answer = Recommender.load().answer(Query.model_validate(REQUEST_EXAMPLES[ANSWERED]["value"]))
    text = answer.model_copy(update={"id": FIXED_ID}).model_dump_json(indent=1)
    ANSWER_FILE.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {ANSWER_FILE}")


if __name__ == "__main__":
    main()
