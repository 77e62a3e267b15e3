/**
 * The model: load, check against the contract, batch, run, swap. DJL and ONNX Runtime live here and nowhere else; Kafka and
 * Quarkus are unknown here.
 *
 * <p>An image's way: {@link dev.eader.inference.ModelRegistry#lease lease} a model, scale the image to the size its
 * description gives, {@link dev.eader.inference.Batcher#submit(ModelLease, ModelInput) submit} it, close the lease.
 */
package dev.eader.inference;

import dev.eader.inference.model.ModelInput;
