package dev.eader.image.maps;

/**
 * Where one class is.
 *
 * @param label its value in the label map, 1..255
 * @param pixels how many pixels of the label map it has, at least 1
 * @param area its share of the picture, in (0,1]
 * @param box the smallest that holds it, in image pixels
 * @param centroid the mean of its pixels' centres, in image pixels
 */
public record ClassRegion(int label, long pixels, double area, Box box, Point centroid) {}
