package dev.eader.training.collection;

import java.nio.file.Path;

/**
 * Settings of a preparation.
 *
 * @param images folder of the photo collection
 * @param labels table or COCO file of the labels; null to recognise the form from the folder
 * @param background folder of pictures of no class; may be null
 * @param out folder of the prepared data
 * @param validation share of validation pictures where the collection gives no split, in (0,1)
 * @param seed of that split
 * @param maxSide longest side of a prepared picture, in pixels
 * @param isSkippingBad whether bad files are left out instead of refused
 */
public record PrepareSettings(
        Path images,
        Path labels,
        Path background,
        Path out,
        double validation,
        long seed,
        int maxSide,
        boolean isSkippingBad) {}
