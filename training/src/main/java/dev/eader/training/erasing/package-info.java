/**
 * End-to-End Adversarial Erasing (EADER) of Stammes, Runia, Hofmann and Ghafoorian 2020, arXiv 2011.04626: its losses, the
 * alternation of localizer and adversary, and training on several devices. Entry point: {@link
 * dev.eader.training.erasing.AlternatingTraining}. May depend on {@code attention}, {@code optimisation}, {@code network} and
 * {@code data}.
 */
package dev.eader.training.erasing;
