"""What is made from a contract for those who build against it: files in memory, and servers."""
