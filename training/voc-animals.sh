#!/usr/bin/env bash
# Trains a model of six animal classes with `fit`, and measures it against the masks of the validation pictures.
#   training/voc-animals.sh VOC_ANIMALS_FOLDER RUN [OPTIONS OF fit]
# Without --init, training starts from the bundled model, which has seen these pictures. To measure the method,
# give ImageNet weights of MobileNetV2: --init WEIGHTS.safetensors
set -euo pipefail
training() { java -jar "$(dirname "$0")/target/eader-training.jar" "$@"; }

training fit --images "$1" --out "$2" --name voc-animals --profile standard "${@:3}"
training student evaluate "$2/student" --voc "$1" --input-size 480 --scores 0.1,0.15,0.2,0.25,0.3,0.35,0.4,0.5
