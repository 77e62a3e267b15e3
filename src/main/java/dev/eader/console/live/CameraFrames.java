package dev.eader.console.live;

/**
 * What one camera has to show.
 *
 * @param latest the last outcome
 * @param result the last outcome with a result; null while there is none
 */
public record CameraFrames(LiveFrame latest, LiveFrame result) {

    CameraFrames with(LiveFrame frame) {
        return new CameraFrames(frame, frame.hasResult() ? frame : result);
    }

    /**
     * What a page sees next: a result that it has not seen goes before a later outcome without one, with the counts of that
     * one. Otherwise a camera of which every other frame is skipped might never be seen.
     *
     * @param seen number of the frame that the page saw last
     */
    LiveFrame after(long seen) {
        return result != null && result != latest && result.number() > seen ? result.with(latest.tally()) : latest;
    }

    /** Bytes that are kept from being freed, about. */
    long weight() {
        return latest.weight() + (result == null || result == latest ? 0 : result.weight());
    }
}
