"""The kinds of questions: a small file each; country.py is the one to copy. They know no visit and no database."""
