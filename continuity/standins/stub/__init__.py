"""A stub that answers HTTP in place of a system behind a proxy, for a share of the requests.

``python -m continuity.standins.stub --host HOST JSON`` opens a port for each answer, prints the ports as JSON by id,
and ends when its standard input does.
"""
