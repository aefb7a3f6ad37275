"""What a played year comes to: measures by shift class, intervals over seeds, differences on the same years."""
