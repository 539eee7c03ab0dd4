"""The Spark engine: the sums of a plan by GROUP BY on a table or a Parquet folder.

PySpark comes with the extra `spark`; only this room imports it, and only when it is asked for.
"""
