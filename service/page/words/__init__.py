"""The words of the page, one module for each part of it; ``service.page.texts`` puts them together."""
