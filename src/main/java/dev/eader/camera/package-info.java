/**
 * Sources of camera frames (folder, video, generated scenes) and the producer that sends their frames to Kafka. Start with
 * {@link dev.eader.camera.Camera}. May use {@code broker}, {@code observe}, {@code scenes} and the wire types.
 */
package dev.eader.camera;
