"""What the staff's areas share: sessions, permissions, pages."""
