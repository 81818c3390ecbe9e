// Replaced by the module's own header.
