"""The portal: layout, parts, worklist, and what every page shares."""
