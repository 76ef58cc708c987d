"""What can go wrong, one test each: every one looks at the database and at what people see."""
