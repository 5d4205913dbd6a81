"""The checker of packs: a pack and those it uses -> every fault at once, one module for each kind of thing checked."""
