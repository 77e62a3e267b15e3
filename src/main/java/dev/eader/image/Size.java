package dev.eader.image;

/** Width and height of a picture, in pixels. */
public record Size(int width, int height) {}
