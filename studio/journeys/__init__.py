"""What a person does and sees, as a file: read, checked and walked step by step."""
