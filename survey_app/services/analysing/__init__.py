"""From stored answers to numbers that may be shown: columns, plan, weights, steps."""
