package dev.eader.inference.model;

/** A model could not be loaded, or failed on a batch. */
public class ModelException extends RuntimeException {
    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
