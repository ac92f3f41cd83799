"""The data path: a connection, its two links, and the stages that toxics are on a link."""
