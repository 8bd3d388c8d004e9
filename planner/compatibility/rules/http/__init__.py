"""Rules about operations and documents, one family a file.

A family has `RULES`; `IN_CALLS = True` if they hold for callbacks and webhooks too;
`IS_ACCESS = True` if they are about what operations take over from the document; and any of the
functions `check_document`, `check_operation`, `check_parameter`, `check_media` and
`check_response`, each of which is handed one matched pair and yields drafts. A new family is a new
file here; there is no list to edit.
"""
