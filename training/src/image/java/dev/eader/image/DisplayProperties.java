package dev.eader.image;

import java.util.Optional;

/**
 * What a container says about showing its pixels.
 *
 * @param orientation the turn that brings them upright
 * @param colourProfile the embedded ICC profile; empty means sRGB
 */
record DisplayProperties(Orientation orientation, Optional<byte[]> colourProfile) {}
