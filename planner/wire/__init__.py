"""What HTTP messages are written in, whoever reads them: nothing here knows of contracts."""
