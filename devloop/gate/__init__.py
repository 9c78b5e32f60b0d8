"""The decision at an event: allow or refuse, each with its reasons and a next step."""
