"""The people of the staff: who is there, who may do what where and until when."""
