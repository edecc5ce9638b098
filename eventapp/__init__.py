"""eventapp: visits of delegations abroad, from registration to calendar and paper."""

__version__ = "0.1.0"
