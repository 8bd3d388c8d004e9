"""Generated packages, and checks of them."""
