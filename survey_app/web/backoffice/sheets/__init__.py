"""Entering sheets of paper (Nhập phiếu)."""
