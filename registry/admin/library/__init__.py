"""Where people meet the library: cards to start from, suggestions to answer, copies, questions."""
