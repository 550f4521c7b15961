"""
Payloads that are made up: valid ones, and ones with exactly one fault.

What may come out is written down here once, as recipes over `Choices`. Who chooses is handed in: Hypothesis, in
`kochava_lint.strategies`, or a random number generator, for load tests. Nothing here knows the rules, or that what
it makes is found in order would prove nothing.
"""
