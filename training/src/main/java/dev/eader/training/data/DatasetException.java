package dev.eader.training.data;

/** Signals a dataset that cannot be used. The message names the file and the problem. */
public final class DatasetException extends RuntimeException {
    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
