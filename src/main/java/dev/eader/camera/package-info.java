/**
 * Sources of frames, such as folders, videos and generated scenes, and the producer that writes their frames to Kafka.
 * Begin at {@link dev.eader.camera.FrameSource}.
 */
package dev.eader.camera;
