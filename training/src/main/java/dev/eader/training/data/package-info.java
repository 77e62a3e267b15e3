/**
 * Datasets of images with image-level labels (PASCAL VOC, COCO, generated scenes) and the training batches made from them.
 * Start with {@link dev.eader.training.data.Dataset}. May use {@code dev.eader.image} and {@code dev.eader.scenes}.
 */
package dev.eader.training.data;
