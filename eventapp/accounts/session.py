"""Who is signed in, as this browser's session says."""

from eventapp.accounts.models import Account
from eventapp.accounts.queries import signed_in
from eventapp.core import browser
from eventapp.core.clock import utc_now


def signed_in_organiser() -> Account:
    """Whoever asks, now. Raises NotSignedIn."""
    return signed_in(browser.session_token(), now=utc_now())
