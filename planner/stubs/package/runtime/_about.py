"""What this package was made from."""

from typing import Final

from ._retry import Retry

CONTRACT: Final = ""
VERSION: Final = ""
DIGEST: Final = ""
CONSUMER: Final = ""
TIMEOUT: Final[float | None] = None
RETRY: Final = Retry()
IDEMPOTENCY_KEY: Final = ""
