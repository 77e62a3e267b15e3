package dev.eader.image;

import java.util.Optional;

/**
 * How the stored pixels must be converted for display.
 *
 * @param orientation transform from stored to upright pixels
 * @param colourProfile the embedded ICC profile; empty for sRGB
 * @param isCmyk whether the stored pixels have four colour components
 */
record DisplayProperties(Orientation orientation, Optional<byte[]> colourProfile, boolean isCmyk) {}
