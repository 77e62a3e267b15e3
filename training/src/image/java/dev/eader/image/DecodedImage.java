package dev.eader.image;

/**
 * A picture ready for the model.
 *
 * @param image upright, at the size that was asked for
 * @param original the picture's own size, upright (EXIF rotation applied), before scaling
 */
public record DecodedImage(RgbImage image, Size original) {}
