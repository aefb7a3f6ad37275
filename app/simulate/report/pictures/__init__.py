"""Pictures of figures as SVG files: each stands alone, light or dark, and says in words what it shows."""
