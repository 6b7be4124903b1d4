"""Each figure that README states is printed by a module of this folder."""
