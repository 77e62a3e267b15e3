#!/bin/sh
# Trains on the images and image-level labels in /data/voc and writes /models/$MODEL.onnx, which the service then loads.
# After a restart, training continues from the last checkpoint.
set -eu
run=/data/runs/$RUN
part=/models/.$MODEL.onnx.part
training() { java -jar /opt/eader/eader-training.jar "$@"; }

resume=
if [ -e "$run/run.json" ]; then resume=--resume; fi
# OPTIONS is split into words on purpose.
training train --voc /data/voc --out "$run" --device gpu:0 $resume $OPTIONS
training evaluate "$run" --device gpu:0
training export "$run" --name "$MODEL" --model-version "$VERSION" --out "$part"
training verify "$run" "$part"
# Renaming is atomic: the service reads either the old or the new file.
mv -f "$part" "/models/$MODEL.onnx"
