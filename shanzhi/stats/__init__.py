"""The counter: questions over all villages and years, asked of Parquet files."""
