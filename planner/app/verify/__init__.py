"""`plan verify`: is a running provider what its contract says?"""

from planner.app.verify.verifying import Engines, VerifyOptions, verify_service

__all__ = ["Engines", "VerifyOptions", "verify_service"]
