package dev.eader.image.maps;

/** A position in image pixels; (0,0) is the centre of the upper left pixel. */
public record Point(double x, double y) {}
