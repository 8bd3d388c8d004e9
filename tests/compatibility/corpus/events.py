"""The corpus of AsyncAPI document pairs, read from `events.yaml`."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.compatibility.corpus.documents import DocumentCase, merged

_FILE = Path(__file__).with_name("events.yaml")
_BASE_3 = """
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
defaultContentType: application/json
servers:
  main: {host: broker.example.org, protocol: kafka, protocolVersion: '3'}
channels:
  orders:
    address: orders
    messages:
      Placed: {$ref: '#/components/messages/Placed'}
      Cancelled: {$ref: '#/components/messages/Cancelled'}
  commands:
    address: 'commands/{region}'
    parameters: {region: {enum: [eu, us]}}
    messages:
      Cancel: {$ref: '#/components/messages/Cancel'}
  requests:
    address: requests
    messages:
      Ask: {payload: {type: object, required: [question], properties: {question: {type: string}}}}
  answers:
    address: answers
    messages:
      Answer: {payload: {type: object, required: [answer], properties: {answer: {type: string}}}}
      Failure: {payload: {type: object, required: [error], properties: {error: {type: string}}}}
operations:
  sendOrders: {action: send, channel: {$ref: '#/channels/orders'}}
  takeCommands: {action: receive, channel: {$ref: '#/channels/commands'}}
  answerRequests:
    action: receive
    channel: {$ref: '#/channels/requests'}
    reply:
      address: {location: '$message.header#/replyTo'}
      channel: {$ref: '#/channels/answers'}
components:
  messages:
    Placed:
      name: Placed
      correlationId: {location: '$message.header#/id'}
      headers: {type: object, required: [id], properties: {id: {type: string}}}
      payload: {$ref: '#/components/schemas/Placed'}
    Cancelled:
      name: Cancelled
      payload:
        type: object
        required: [order]
        properties: {order: {type: string}, why: {enum: [a, b]}}
    Cancel:
      name: Cancel
      headers: {type: object, properties: {trace: {type: string}}}
      payload:
        type: object
        required: [order]
        properties: {order: {type: string}, why: {enum: [a, b]}}
  schemas:
    Placed:
      type: object
      required: [total]
      properties: {total: {type: integer}, note: {type: string}}
  securitySchemes:
    key: {type: userPassword}
    cert: {type: X509}
    login:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.example.org/t
          availableScopes: {read: r, write: w}
"""
_BASE_2 = """
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
defaultContentType: application/json
servers:
  main: {url: broker.example.org, protocol: kafka, protocolVersion: '3'}
channels:
  orders:
    subscribe:
      operationId: sendOrders
      message:
        oneOf:
          - {$ref: '#/components/messages/Placed'}
          - {$ref: '#/components/messages/Cancelled'}
  'commands/{region}':
    parameters: {region: {schema: {type: string, enum: [eu, us]}}}
    publish:
      operationId: takeCommands
      message: {$ref: '#/components/messages/Cancel'}
components:
  messages:
    Placed:
      name: Placed
      headers: {type: object, required: [id], properties: {id: {type: string}}}
      payload: {$ref: '#/components/schemas/Placed'}
    Cancelled:
      name: Cancelled
      payload:
        type: object
        required: [order]
        properties: {order: {type: string}, why: {enum: [a, b]}}
    Cancel:
      name: Cancel
      payload:
        type: object
        required: [order]
        properties: {order: {type: string}, why: {enum: [a, b]}}
  schemas:
    Placed:
      type: object
      required: [total]
      properties: {total: {type: integer}, note: {type: string}}
  securitySchemes:
    key: {type: userPassword}
    cert: {type: X509}
    login:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: 'https://login.example.org/t', scopes: {read: r, write: w}}
"""
_BASES = {3: _BASE_3, 2: _BASE_2}


@cache
def event_cases() -> tuple[DocumentCase, ...]:
    """Return all pairs, each in both directions."""
    return tuple(_cases())


def _cases() -> Iterator[DocumentCase]:
    bases = {major: yaml.load(text, yaml.CSafeLoader) for major, text in _BASES.items()}
    for entry in yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader):
        majors = entry.get("majors", [3, 3])
        old = merged(bases[majors[0]], entry["old"])
        new = merged(bases[majors[1]], entry["new"])
        yield DocumentCase(entry["name"], old, new, entry["breaks"])
        yield DocumentCase(f"{entry['name']} (back)", new, old, entry["breaks_back"])
