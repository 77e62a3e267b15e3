#!/usr/bin/env bash
# Reproduces both voc-animals models from photographs with image-level labels, in about 2.5 hours on 2 cores.
#   training/voc-animals.sh VOC_ANIMALS_FOLDER MOBILENET_V2_SAFETENSORS [RUNS_FOLDER]
# Each step writes a folder and is skipped if the folder exists. To repeat a step, delete its folder and all later ones.
set -euo pipefail
cd "$(dirname "$0")"
data=$1 weights=$2 runs=${3:-runs}

training() { java -jar target/eader-training.jar "$@"; }

networks=(--voc "$data" --localizer mobilenet_v2-tf:16 --adversary mobilenet_v2-tf --classifier-factor 10
    --clip 1 --power 0.9)

# 1. Train a plain classifier, first on small crops and then on large ones.
if [ ! -e "$runs/voc-small" ]; then
    training train "${networks[@]}" --out "$runs/voc-small" --alpha 0 --init "$weights" --adversary-init "$weights" \
        --size 224 --rate 0.004 --warm-up 148 --localizer-turn 50 --adversary-turn 50 --epochs 5 --seed 1
fi
if [ ! -e "$runs/voc-plain" ]; then
    training train "${networks[@]}" --out "$runs/voc-plain" --alpha 0 --init "$runs/voc-small" \
        --adversary-init "$weights" --size 320 --least-area 0.3 --rate 0.003 --warm-up 10000 --epochs 2 --seed 21
fi

# 2. Train with adversarial erasing (alpha 1), and for comparison the same steps without it (alpha 0).
for alpha in 1 0; do
    run="$runs/voc-alpha-$alpha"
    if [ ! -e "$run" ]; then
        training train "${networks[@]}" --out "$run" --alpha "$alpha" --omega 10 --init "$runs/voc-plain" \
            --adversary-init "$runs/voc-plain" --size 320 --least-area 0.3 --rate 0.003 --adversary-rate 0.01 \
            --warm-up 4 --localizer-turn 12 --adversary-turn 12 --epochs 1 --seed 1
        training evaluate "$run" --input-size 448
        training evaluate "$run" --input-size 512 --refine 2
    fi
done
eader="$runs/voc-alpha-1"

# 3. Write first pseudo-labels of the training pictures: attention at two scales, refined by colour.
if [ ! -e "$runs/voc-edges" ]; then
    training attention "$eader" --resume --out "$runs/voc-attention" --split train --input-size 512 --scales 0.75,1.25
    training refine "$runs/voc-attention" --voc "$data" --split train --refine 2 --background 0.28 --unsure 0.07 \
        --out "$runs/voc-edges"
fi

# 4. Train affinity on these labels, and refine the attention by a random walk.
if [ ! -e "$runs/voc-labels" ]; then
    training affinity train --voc "$data" --confident "$runs/voc-edges" --init "$eader" --out "$runs/voc-affinity" \
        --epochs 1.5
    training affinity walk "$runs/voc-affinity" --voc "$data" --split train --attention "$runs/voc-attention" \
        --out "$runs/voc-walk" --beta 8 --steps 64 --background 0.55
    training refine "$runs/voc-walk" --voc "$data" --split train --refine 1 --background 0.52 --unsure 0.06 \
        --out "$runs/voc-labels"
fi

# 5. Train the student, on the first pseudo-labels and then on the refined ones.
if [ ! -e "$runs/voc-student" ]; then
    training student train --voc "$data" --pseudo-labels "$runs/voc-edges" --init "$eader" --out "$runs/voc-student-first" \
        --epochs 3 --channels 192 --size 256
    training student train --voc "$data" --pseudo-labels "$runs/voc-labels" --init "$runs/voc-student-first" \
        --out "$runs/voc-student" --epochs 2.5 --channels 192 --size 288 --rate 0.004
fi
training student evaluate "$runs/voc-student" --input-size 480 --scores 0.1,0.15,0.2,0.25,0.3,0.35,0.4,0.5

models=../src/main/resources/models
training student export "$runs/voc-student" --beside "$eader" --name voc-animals --model-version 2 --made-by training/voc-animals.sh \
    --out $models/voc-animals.onnx
training student verify "$runs/voc-student" $models/voc-animals.onnx
training export "$eader" --beside "$runs/voc-alpha-0" --refine 2 --name voc-animals-attention \
    --made-by training/voc-animals.sh --out $models/voc-animals-attention.onnx
training verify "$eader" $models/voc-animals-attention.onnx
