package dev.eader.image.maps;

/**
 * An upright rectangle in image pixels, as COCO has it: x and y are where its first column and row begin, counted from
 * the picture's upper left corner, so that a box over the whole picture is (0, 0, width, height).
 */
public record Box(double x, double y, double width, double height) {}
