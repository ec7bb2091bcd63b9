"""Videos opened like photos: how many frames are to be taken of each, and which those would be."""
