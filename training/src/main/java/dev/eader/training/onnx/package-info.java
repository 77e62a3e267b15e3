/**
 * Writes localizers and students as ONNX files under the model contract, quantises them to 8 bits, runs them, and reads their
 * weights. Entry points:
 * {@link dev.eader.training.onnx.LocalizerExport}, {@link dev.eader.training.onnx.StudentExport}, {@link
 * dev.eader.training.onnx.Quantization}, {@link dev.eader.training.onnx.ModelWeights} and {@link dev.eader.training.onnx.ExportedModel}. May depend on {@code attention}, {@code
 * student}, {@code network} and {@code data}.
 */
package dev.eader.training.onnx;
