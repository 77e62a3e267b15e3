package dev.eader.image;

/** The class index of every pixel, row by row: 0 is background, c + 1 is class c. */
public record LabelMap(int width, int height, byte[] labels) {}
