"""Short AsyncAPI documents for the examples of rules; title and version are left out."""


def channel(said: str, address: str = "orders") -> str:
    """Return a document with one channel that says something."""
    return f"{{channels: {{orders: {{address: '{address}', {said}}}}}}}"


def operation(said: str, action: str = "send") -> str:
    """Return a document with one operation that says something."""
    return (
        "{channels: {orders: {address: orders, messages: {Placed: {payload: {type: object}}}}}, "
        f"operations: {{place: {{action: {action}, channel: {{$ref: '#/channels/orders'}}, "
        f"{said}}}}}}}"
    )


def message(said: str, action: str = "send") -> str:
    """Return a document whose one operation carries a message that says something."""
    return messages(f"Placed: {{{said}}}", action)


def messages(said: str, action: str = "send") -> str:
    """Return a document whose one operation carries some messages."""
    return (
        f"{{channels: {{orders: {{address: orders, messages: {{{said}}}}}}}, "
        f"operations: {{place: {{action: {action}, channel: {{$ref: '#/channels/orders'}}}}}}}}"
    )


def server(said: str) -> str:
    """Return a document with one broker."""
    return f"{{servers: {{main: {{{said}}}}}}}"


def second(said: str, action: str = "send") -> str:
    """Return a document with two operations and two channels; the second operation says more."""
    return (
        "{channels: {orders: {address: orders}, returns: {address: returns}}, operations: {"
        "place: {action: send, channel: {$ref: '#/channels/orders'}}"
        + (f", again: {{action: {action}, {said}}}" if said else "")
        + "}}"
    )
