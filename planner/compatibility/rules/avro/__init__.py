"""Rules about Avro schemas, one file a family.

Each file has `RULES` and checks: `check_type`, `check_union`, `check_named`, `check_record`,
`check_field`, `check_enum` or `check_fixed`. A check is handed a matched pair in one direction and
answers with drafts.
"""
