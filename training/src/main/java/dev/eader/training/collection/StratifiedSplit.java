package dev.eader.training.collection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits pictures with several labels, so that both splits have about the same share of each class: iterative stratification
 * (Sechidis, Tsoumakas and Vlahavas 2011, algorithm 1) for two subsets. Every class with two or more pictures gets a
 * validation picture. Ties are broken by a hash of content and seed, so the split does not depend on the names or the order
 * of files.
 */
final class StratifiedSplit {
    /** Stands for the pictures without a class. */
    private static final Set<String> NO_CLASS = Set.of("");

    private final Map<String, Double> wantedVal = new TreeMap<>();
    private final Map<String, Double> wantedTrain = new TreeMap<>();
    private final Map<Picture, Boolean> isVal = new LinkedHashMap<>();
    private double totalVal;
    private double totalTrain;

    private StratifiedSplit() {}

    /**
     * Assigns a split to each picture.
     *
     * @param share of validation pictures, in (0,1)
     * @return the pictures with their splits, in the order of {@code pictures}
     */
    static List<Picture> of(List<Picture> pictures, double share, long seed) {
        StratifiedSplit split = new StratifiedSplit();
        Map<Picture, String> keys = new HashMap<>();
        pictures.forEach(picture -> keys.put(picture, Sha256.hex(seed + " " + picture.sha256())));
        List<Picture> order = new ArrayList<>(pictures);
        order.sort(Comparator.comparing(keys::get));
        split.assign(order, share);
        split.repair(order);
        return pictures.stream()
                .map(picture -> picture.in(split.isVal.get(picture) ? Photo.VAL : Photo.TRAIN))
                .toList();
    }

    private void assign(List<Picture> order, double share) {
        Map<String, Integer> left = new TreeMap<>();
        order.forEach(picture -> classes(picture).forEach(name -> left.merge(name, 1, Integer::sum)));
        left.forEach((name, count) -> {
            double wanted = count < 2 ? 0 : Math.max(1, share * count);
            wantedVal.put(name, wanted);
            wantedTrain.put(name, count - wanted);
        });
        totalVal = share * order.size();
        totalTrain = order.size() - totalVal;
        while (!left.isEmpty()) {
            String rarest = left.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            for (Picture picture : order) {
                if (!isVal.containsKey(picture) && classes(picture).contains(rarest)) {
                    put(picture, isWantedInVal(rarest));
                    classes(picture).forEach(name -> left.merge(name, -1, Integer::sum));
                }
            }
            left.remove(rarest);
        }
    }

    private boolean isWantedInVal(String name) {
        int byClass = Double.compare(wantedVal.get(name), wantedTrain.get(name));
        return byClass == 0 ? totalVal > totalTrain : byClass > 0;
    }

    private void put(Picture picture, boolean val) {
        isVal.put(picture, val);
        for (String name : classes(picture)) {
            (val ? wantedVal : wantedTrain).merge(name, -1., Double::sum);
        }
        totalVal -= val ? 1 : 0;
        totalTrain -= val ? 0 : 1;
    }

    /** Moves pictures until every class with two or more has one in both splits, as far as its other classes allow. */
    private void repair(List<Picture> order) {
        for (String name : wantedVal.keySet()) {
            for (boolean val : new boolean[] {true, false}) {
                if (count(order, name, val) == 0 && count(order, name, !val) >= 2) {
                    order.stream()
                            .filter(picture -> classes(picture).contains(name))
                            .filter(picture ->
                                    classes(picture).stream().allMatch(other -> count(order, other, !val) >= 2))
                            .findFirst()
                            .ifPresent(picture -> isVal.put(picture, val));
                }
            }
        }
    }

    private long count(List<Picture> order, String name, boolean val) {
        return order.stream()
                .filter(picture -> isVal.get(picture) == val && classes(picture).contains(name))
                .count();
    }

    private static Set<String> classes(Picture picture) {
        return picture.labels().isEmpty() ? NO_CLASS : picture.labels();
    }
}
