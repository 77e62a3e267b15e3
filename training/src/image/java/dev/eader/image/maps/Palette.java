package dev.eader.image.maps;

/** The colour map of PASCAL VOC ({@code VOClabelcolormap} in its devkit). Label 0 is black. */
public final class Palette {
    private Palette() {}

    /**
     * Returns the colour of a label.
     *
     * @param label 0 to 255
     * @return 0xRRGGBB
     */
    public static int rgb(int label) {
        int colour = 0;
        for (int bit = 0; bit < 8; bit++) {
            // Label bits 0, 3, 6 go to red, 1, 4, 7 to green and 2, 5 to blue, from each channel's highest bit down.
            int channel = 16 - 8 * (bit % 3);
            colour |= (label >> bit & 1) << (7 - bit / 3 + channel);
        }
        return colour;
    }
}
