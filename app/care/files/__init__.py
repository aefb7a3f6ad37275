"""Files of providers: calendars and tables of hours, read where they can do no harm."""
