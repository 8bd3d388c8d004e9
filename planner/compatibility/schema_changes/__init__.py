"""Two schemas -> what changed between them, each change at its smallest place.

The two trees are walked in one place (`walk`). At each pair of nodes the facets say what differs;
whether a difference breaks somebody is never decided by a facet: the search is asked for a value
that the sender's schema allows and the receiver's facet forbids.
"""
