"""What every generated package holds, copied as it stands here.

These modules import pydantic, httpx and the standard library alone; `_about` holds what differs
from contract to contract.
"""
