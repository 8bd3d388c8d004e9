"""Rules about Protobuf: one file for each family, found by scan.

Each file has `RULES`, and checks by what they look at: `check_module`, `check_file`,
`check_message`, `check_field`, `check_enum`, `check_service`, `check_method`.
"""
