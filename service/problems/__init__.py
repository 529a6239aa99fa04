"""Errors as RFC 9457 problem documents: the kinds there are, the document, and how OpenAPI describes them."""
