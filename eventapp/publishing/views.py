"""Public pages of the released programme: page, sessions, speakers, feeds and files."""

from flask import Blueprint

bp = Blueprint("publishing", __name__)
