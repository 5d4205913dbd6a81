"""Words and figures as templates print them."""
