/**
 * Loads an ONNX file, checks it against the model contract and runs it on batches of images. The entry point is
 * {@link dev.eader.inference.model.SegmentationModel#load}. The only package, apart from the benchmark's naive
 * pipeline, that uses DJL and ONNX Runtime; depends on {@code image} only.
 */
package dev.eader.inference.model;
