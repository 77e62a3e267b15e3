package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code eader.image}: limits of images, and the addresses from which images are fetched. */
public interface ImageConfig {
    /** Maximum size of an encoded or raw image, in bytes. The record limits of topics and clients follow from it. */
    @WithDefault("8388608")
    int maxBytes();

    /** Maximum number of pixels of an image, width times height, as declared in its header. */
    @WithDefault("33554432")
    long maxPixels();

    /**
     * Accepted schemes of a frame's image URI: {@code file}, {@code http}, {@code https} (includes presigned S3 URLs). Each
     * scheme needs an entry in {@code eader.image.uri-prefixes}. Unset: frames with a URI fail.
     */
    Optional<List<String>> uriSchemes();

    /** Folders that contain the accepted URIs, such as {@code file:///frames/} or {@code https://host/frames/}. */
    Optional<List<String>> uriPrefixes();

    /** Maximum time to fetch an image over HTTP, from the DNS lookup to the last byte. */
    @WithDefault("5s")
    Duration uriTimeout();

    /** Whether the host of a URI may have a private, link-local or loopback address. */
    @WithDefault("false")
    boolean uriPrivateAddresses();
}
