package dev.eader.camera;

import java.time.Instant;

/**
 * A picture as a source yields it.
 *
 * @param frameId unique within its source
 * @param encoded a whole JPEG, PNG or WebP file
 * @param capturedAt when the source took it
 */
public record CameraFrame(String frameId, byte[] encoded, Instant capturedAt) {}
