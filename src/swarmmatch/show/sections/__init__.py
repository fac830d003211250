"""What a report says, section by section, as facts and tables that a template writes down."""
