"""What every suite and every method is measured with."""
