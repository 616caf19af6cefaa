"""The suite a company runs under pytest against its own policy; see `certification.engine.plugin`."""
