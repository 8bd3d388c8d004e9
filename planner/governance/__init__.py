"""Who must agree to a contract, and which agreements count. Pure: data in, data out."""
