#!/usr/bin/env bash
# Reproduces src/main/resources/models/scenes.onnx in about 20 minutes on 2 cores, without downloads.
#   training/scenes.sh [RUNS_FOLDER] [SEED]
set -euo pipefail
cd "$(dirname "$0")"
runs=${1:-runs} seed=${2:-3}

training() { java -jar target/eader-training.jar "$@"; }

scenes=(--scenes --scene-size 128x96 --size 96 --least-area 0.8 --color 0.15 --batch-norm --clip 1 --power 0.9)

# Train a plain classifier from random weights, in two runs: the second starts again with a high learning rate. All seeds
# use the same classifier.
plain=(--alpha 0 --scene-count 3200 --localizer resnet18x0.25:16 --adversary resnet18x0.25:16)
if [ ! -e "$runs/scenes-plain" ]; then
    training train "${scenes[@]}" "${plain[@]}" --out "$runs/scenes-first" \
        --epochs 10 --warm-up 2000 --rate 0.15 --seed 11
    training train "${scenes[@]}" "${plain[@]}" --out "$runs/scenes-plain" --init "$runs/scenes-first" \
        --epochs 8 --warm-up 1600 --rate 0.1 --seed 12
fi

for alpha in 1 0; do
    training train "${scenes[@]}" --out "$runs/scenes-alpha-$alpha-seed-$seed" --alpha "$alpha" --seed "$seed" \
        --init "$runs/scenes-plain" --adversary-init "$runs/scenes-plain" \
        --localizer resnet18x0.25:8 --adversary resnet18x0.25:16 --scene-count 1600 \
        --epochs 4 --warm-up 50 --localizer-turn 25 --adversary-turn 25 --rate 0.05
    training evaluate "$runs/scenes-alpha-$alpha-seed-$seed" --input-size 160 --count 300
done
training export "$runs/scenes-alpha-1-seed-$seed" --beside "$runs/scenes-alpha-0-seed-$seed" --name scenes \
    --made-by training/scenes.sh --out ../src/main/resources/models/scenes.onnx
training verify "$runs/scenes-alpha-1-seed-$seed" ../src/main/resources/models/scenes.onnx
