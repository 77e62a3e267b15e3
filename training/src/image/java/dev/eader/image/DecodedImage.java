package dev.eader.image;

/**
 * A decoded image.
 *
 * @param image upright sRGB pixels at the requested size
 * @param original upright size (EXIF orientation applied) before scaling
 * @param isUprightSrgb whether the stored pixels needed neither rotation nor conversion from CMYK or by an ICC profile, so that
 *     readers without support for these show the same picture
 */
public record DecodedImage(RgbImage image, Size original, boolean isUprightSrgb) {}
