/**
 * Serves models by name, runs images in batches and replaces models at run time. Knows neither Kafka nor Quarkus;
 * depends on {@code image}, {@code observe} and {@link dev.eader.inference.model}.
 *
 * <p>Entry points, in the order of use: {@link dev.eader.inference.ModelRegistry#lease lease} a model, scale the image
 * to {@link dev.eader.inference.model.ModelDescription#inputSizeOf}, {@link dev.eader.inference.Batcher#submit submit}
 * it, close the lease.
 */
package dev.eader.inference;
