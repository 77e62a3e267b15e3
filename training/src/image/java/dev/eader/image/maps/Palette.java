package dev.eader.image.maps;

/** The colours of labels, as PASCAL VOC has them: neighbouring labels far apart, 0 black. */
public final class Palette {
    private Palette() {}

    /**
     * The colour of a label, 0xRRGGBB.
     *
     * @param label 0..255
     */
    public static int rgb(int label) {
        int colour = 0;
        for (int bit = 0; bit < 8; bit++) {
            // Bits of the label go to red, green and blue in turn, the lowest to the channels' highest bits.
            int channel = 16 - 8 * (bit % 3);
            colour |= (label >> bit & 1) << (7 - bit / 3 + channel);
        }
        return colour;
    }
}
