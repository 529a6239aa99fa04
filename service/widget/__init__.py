"""The widget: the element that a portal embeds, the framed view behind it, and the page to try both."""
