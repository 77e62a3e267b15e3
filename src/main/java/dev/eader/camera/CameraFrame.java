package dev.eader.camera;

import java.time.Instant;

/**
 * A frame of a {@link FrameSource}.
 *
 * @param frameId unique within the source
 * @param encoded a complete JPEG, PNG or WebP file; not copied
 * @param capturedAt time at which the source captured or read the frame
 */
public record CameraFrame(String frameId, byte[] encoded, Instant capturedAt) {}
