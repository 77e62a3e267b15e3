/**
 * Decodes images (JPEG, PNG, WebP or raw pixels) to upright sRGB; start with {@link dev.eader.image.ImageDecoder}. Depends
 * on OpenCV and the JDK only. All types are immutable or stateless and thread-safe. Records share their arrays instead of
 * copying them: the caller must not modify an array after passing it.
 */
package dev.eader.image;
