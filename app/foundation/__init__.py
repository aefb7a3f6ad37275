"""What both zones stand on; knows neither of them."""
