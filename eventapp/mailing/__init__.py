"""Letters that organisers write of the programme: speakers are asked, and answer behind a link of their own."""
