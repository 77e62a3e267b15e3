package dev.eader.image.maps;

/**
 * Position and area of one class in a label map.
 *
 * @param label value in the label map, 1 to 255
 * @param pixels number of label-map pixels with this label, at least 1
 * @param area fraction of the label map, in (0,1]
 * @param box bounding box, in image pixels
 * @param centroid mean of the pixel centres, in image pixels
 */
public record ClassRegion(int label, long pixels, double area, Box box, Point centroid) {}
