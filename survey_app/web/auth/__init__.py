"""Signing in to the staff's side, and everybody's own account, through Flask-Security.

Of Flask-Security the parts that must be right are used: hashing, codes, recovery codes, passkeys,
the rules of passwords and their sentences. Its pages, its sessions and its hooks before every
request are not: citizens' requests must not pay for them, and a session here is a row of ours.
"""
