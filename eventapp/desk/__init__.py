"""What joins the rooms at the organisers' desk: overview, history, letters, removal."""
