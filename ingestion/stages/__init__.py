"""The six verbs, each a function: what a DAG's task and the command line both call."""
