/**
 * Label maps and attention maps, the regions in them, and their encodings: palette PNG, run lengths, polygons and 8-bit
 * values. Start with {@link dev.eader.image.maps.PixelLabels}. May use {@link dev.eader.image}, which must not use it.
 */
package dev.eader.image.maps;
