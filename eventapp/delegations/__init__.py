"""Several people registered at once by somebody who leads them."""
