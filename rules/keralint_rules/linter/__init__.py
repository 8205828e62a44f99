"""What keralint says about its own work."""
