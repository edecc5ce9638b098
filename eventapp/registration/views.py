"""Public pages: the form, and "my registration"."""

from flask import Blueprint

bp = Blueprint("registration", __name__)
