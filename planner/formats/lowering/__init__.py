"""Contract documents -> the neutral forms that are compared, one package per format.

These packages are no contract formats of their own and have no `FORMAT`; so that looking for
formats stays cheap, nothing is imported before something is lowered.
"""
