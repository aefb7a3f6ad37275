"""A provider's own system, made up: hears our webhooks and sends its own, well or badly. Shares no code with ours."""
