package dev.eader.stream;

/** The stages of processing a frame, in order. */
public enum FrameStage {
    /** From the poll until a worker parses the frame. */
    QUEUE,
    PARSE,
    /** Only for an image that is named by a URI. */
    FETCH,
    DECODE,
    /** Waiting for a batch. */
    BATCH,
    /** Inference of the batch. When inference failed, this includes the wait for the batch. */
    INFER,
    ENCODE
}
