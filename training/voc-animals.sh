#!/usr/bin/env bash
# Makes src/main/resources/models/voc-animals.onnx again: about an hour and a half on 2 cores.
#   training/voc-animals.sh VOC_ANIMALS_FOLDER MOBILENET_V2_SAFETENSORS [RUNS_FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
data=$1 weights=$2 runs=${3:-runs}
. ./environment.sh

training() { java -Xmx2g -jar target/eader-training.jar "$@"; }

for alpha in 0.05 0; do
    training train --voc "$data" --out "$runs/voc-alpha-$alpha" --alpha "$alpha" \
        --localizer mobilenet_v2-tf:16 --adversary mobilenet_v2-tf --init "$weights" --adversary-init "$weights" \
        --size 224 --rate 0.004 --classifier-factor 10 --clip 1 --power 0.9 \
        --warm-up 148 --localizer-turn 50 --adversary-turn 50 --epochs 5 --seed 1
    training evaluate "$runs/voc-alpha-$alpha" --input-size 448
done
training export "$runs/voc-alpha-0.05" --beside "$runs/voc-alpha-0" --name voc-animals \
    --made-by training/voc-animals.sh --out ../src/main/resources/models/voc-animals.onnx
training verify "$runs/voc-alpha-0.05" ../src/main/resources/models/voc-animals.onnx
