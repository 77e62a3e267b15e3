/**
 * Pixels: pictures in, label maps and their encodings out. Knows neither Kafka nor Quarkus nor the model.
 *
 * <p>Everything here is immutable or stateless and may be used by many threads at once. Arrays inside records are
 * shared, not copied: whoever hands one over does not write to it any more.
 */
package dev.eader.image;
