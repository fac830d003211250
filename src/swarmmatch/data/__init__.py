"""What comes in: tables and their checks, the problem they make, synthetic regions."""
