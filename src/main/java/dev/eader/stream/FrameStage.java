package dev.eader.stream;

/** What a frame goes through, in this order. */
public enum FrameStage {
    /** Polled, it waits for room in hand and for a worker. */
    QUEUE,
    PARSE,
    /** Only where the picture is named by a uri. */
    FETCH,
    DECODE,
    /** It waits for its batch. */
    BATCH,
    /** The run of its batch. Of a frame that failed there, with the wait before it: a failure does not tell them apart. */
    INFER,
    ENCODE
}
