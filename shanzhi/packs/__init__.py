"""The pattern book: programmes as data, the pack format and its checker; adopted plans become packs here."""
