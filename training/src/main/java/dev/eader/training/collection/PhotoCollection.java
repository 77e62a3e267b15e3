package dev.eader.training.collection;

import java.util.List;

/**
 * The content of a photo collection, as its lists and folders state it.
 *
 * @param form description of the recognised form
 * @param photos ordered by name; a file that does not exist is found when the photos are checked
 * @param unreadable folders and links that cannot be read
 * @param ignored files that are not used, for example because they are no pictures
 * @param notes decisions that the user should know
 */
record PhotoCollection(
        String form, List<Photo> photos, List<Finding> unreadable, List<Finding> ignored, List<String> notes) {}
