package dev.eader.image.maps;

/**
 * A rectangle in image pixels, in COCO's convention: (0,0) is the upper left corner of the image, so a box of the whole
 * image is (0, 0, width, height). A {@link Point}, in contrast, counts from the centre of the upper left pixel.
 */
public record Box(double x, double y, double width, double height) {}
