/**
 * Learns which neighbouring cells of an image belong together, and propagates attention between them by a random walk (Ahn and
 * Kwak 2018, AffinityNet). Entry points: {@link dev.eader.training.affinity.AffinityTraining} and {@link
 * dev.eader.training.affinity.AttentionPropagation}. May depend on {@code attention}, {@code optimisation}, {@code network} and
 * {@code data}.
 */
package dev.eader.training.affinity;
