"""Commands that make a register ready to be served; each application adds its own.

They run in the order in which `ready()` of the installed applications names them.
"""

# Before every register that is new or was migrated: what is there already stays as it is.
TERMS: list[str] = []
# Only into a register that is empty, for trying things out.
EXAMPLES: list[str] = []
