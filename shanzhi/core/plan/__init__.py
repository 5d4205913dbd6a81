"""Text of a plan -> Plan: headings and facts, each with path, line, range and quote, and problems found."""
