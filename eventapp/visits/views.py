"""Public pages: the visits, and one visit."""

from flask import Blueprint

bp = Blueprint("visits", __name__)
