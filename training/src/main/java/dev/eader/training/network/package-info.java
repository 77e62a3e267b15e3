/**
 * Classifiers whose last feature map is exposed: their architectures, their weights and weight files, and the positions of
 * feature-map cells in the image. Entry points: {@link dev.eader.training.network.Architecture#of} and {@link
 * dev.eader.training.network.Network}. Depends on no other package of this build.
 *
 * <p>A {@link dev.eader.training.network.FeatureMap} describes the output of a layer; a {@link
 * dev.eader.training.network.SampleAxis} gives the positions of its cells along one axis of the image, and a {@link
 * dev.eader.training.network.SampleGrid} along both, with their number.
 */
package dev.eader.training.network;
