"""Airflow around the stages: its environment, runs by hand, and the real thing under a supervisor.

The DAGs themselves are in `dags/`, and hold no logic.
"""
