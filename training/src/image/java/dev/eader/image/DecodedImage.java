package dev.eader.image;

/**
 * A decoded image.
 *
 * @param image upright sRGB pixels at the requested size
 * @param original upright size (EXIF orientation applied) before scaling
 */
public record DecodedImage(RgbImage image, Size original) {}
