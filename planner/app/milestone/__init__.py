"""`plan milestone`: may a milestone be passed?"""
