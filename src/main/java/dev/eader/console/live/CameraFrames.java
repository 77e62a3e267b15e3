package dev.eader.console.live;

/**
 * The frames of one camera that pages can still receive.
 *
 * @param latest the newest outcome of any kind
 * @param result the newest outcome with a result; null before the first one
 */
record CameraFrames(LiveFrame latest, LiveFrame result) {

    CameraFrames with(LiveFrame frame) {
        return new CameraFrames(frame, frame.hasResult() ? frame : result);
    }

    /**
     * The frame to send next. A result that the page has not received is sent before a later outcome without result, with the
     * newest counts; otherwise a camera that skips every other frame might never show a result.
     *
     * @param number number of the frame that the page received last
     */
    LiveFrame nextAfter(long number) {
        return result != null && result != latest && result.number() > number
                ? result.withCounts(latest.counts())
                : latest;
    }

    /** Approximate size in bytes. */
    long sizeBytes() {
        return latest.sizeBytes() + (result == null || result == latest ? 0 : result.sizeBytes());
    }
}
